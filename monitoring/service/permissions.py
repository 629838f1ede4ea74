"""Permissions of concerns about the service: who raises and who answers one."""

from datetime import date

from schools.models import Post, School
from schools.queries import holders
from sil.accounts.models import User, in_force
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from .models import ServiceConcern


def speaks_for(user: User, school: School, on: date) -> Post | None:
    """Return the post by which a person speaks for a school about the service, as its head or governor, or None."""
    return holders(school, on, (*LEADS, *GOVERNANCE)).filter(user=user).first()


def check_raise(school: School, *, by: User, on: date) -> Post:
    """Return the post by which a person raises a concern. Raises Denied("not_the_school")."""
    post = speaks_for(by, school, on) if by.is_active else None
    if post is None:
        raise Denied("not_the_school", "Only the school's headteacher, chair or clerk can raise a concern for it.")
    return post


def may_answer(concern: ServiceConcern, who: UserRoles) -> bool:
    """Return whether a person answers for the service, and holds no post at the school."""
    holds_post = Post.objects.filter(in_force(who.on), school=concern.school_id, user=who.user).exists()
    return who.may(Permission.SERVICE_ANSWER) and not holds_post


def check_answer(concern: ServiceConcern, *, by: User, on: date) -> None:
    """Raises Denied("not_the_service") unless `may_answer`."""
    if not may_answer(concern, roles_of(by, on)):
        raise Denied(
            "not_the_service", "Only people who are responsible for the service, and not for this school, can do this."
        )
