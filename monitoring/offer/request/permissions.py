"""Permissions of requests: a school's head or chair asks, its officers answer."""

from datetime import date

from schools.models import School
from schools.queries import holders
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied

from ..booking.permissions import BOOKERS, books_as_officer


def check_ask(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_school")."""
    if not holders(school, on, BOOKERS).filter(user=by).exists():
        raise Denied("not_the_school", "Only the school’s headteacher or chair can do this.")


def check_answer(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_officer") unless a person is an officer for the school, and holds no post there."""
    posts = holders(school, on, BOOKERS).filter(user=by)
    if not by.is_active or posts.exists() or not books_as_officer(school, roles_of(by, on)):
        raise Denied("not_the_officer", "Only an officer for this school can do this.")
