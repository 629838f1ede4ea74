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
    """The post by which a person speaks for a school about the service: its lead or its governing body."""
    return holders(school, on, (*LEADS, *GOVERNANCE)).filter(user=user).first()


def check_raise(school: School, *, by: User, on: date) -> Post:
    post = speaks_for(by, school, on) if by.is_active else None
    if post is None:
        raise Denied("not_the_school", "Only the school's headteacher, chair or clerk can raise a concern for it.")
    return post


def may_answer(concern: ServiceConcern, who: UserRoles) -> bool:
    """Those who answer for the service, but for a school at which they hold a post."""
    holds_post = Post.objects.filter(in_force(who.on), school=concern.school_id, user=who.user).exists()
    return who.may(Permission.SERVICE_ANSWER) and not holds_post


def check_answer(concern: ServiceConcern, *, by: User, on: date) -> None:
    if not may_answer(concern, roles_of(by, on)):
        raise Denied(
            "not_the_service", "Only people who are responsible for the service, and not for this school, can do this."
        )
