"""Permissions of assistants: who gives, changes and ends them, and who may be one."""

from datetime import date

from django.db.models import Q

from sil.accounts.models import ChangeRequest, RoleGrant, User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import Assistant, Post, School
from ..queries import holds_lead


def check_lead(school: School, *, by: User, on: date) -> Post:
    """Return the post by which a person leads the school. Raises Denied("not_the_head")."""
    post = holds_lead(by, school, on)
    if post is None or not by.is_active:
        raise Denied("not_the_head", "Only the school’s headteacher can give somebody a part of their work.")
    return post


def check_end(assistant: Assistant, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless a person leads the school or looks after people."""
    if not roles_of(by, on).may(Permission.PEOPLE_MANAGE):
        check_lead(assistant.school, by=by, on=on)


def check_can_assist(user: User, school: School, *, by: User, on: date) -> None:
    """Raises Denied("oneself", "closed", "of_authority", "holds_post") where a person cannot be an assistant at a
    school."""
    if user == by:
        raise Denied("oneself", "This is your own email address. Enter the address of the person who helps you.")
    if not user.is_active:
        raise Denied("closed", "The account with this email address is closed. Ask an administrator to reopen it.")
    held = RoleGrant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=user)
    asked = ChangeRequest.objects.filter(person=user, outcome="").exclude(role="")
    if held.exists() or asked.exists():
        raise Denied("of_authority", "This person works for the authority, so they cannot be an assistant at a school.")
    posts = Post.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), user=user, school=school)
    if posts.exists():
        raise Denied("holds_post", "This person holds a post at the school, so they have access of their own already.")


may_lead, may_end = can(check_lead), can(check_end)
