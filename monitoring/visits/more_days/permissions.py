"""Permissions of days that a school asks for: who asks, who answers and who reads."""

from datetime import date

from django.db.models import Q

from schools.models import School
from schools.queries import assigned, holders, holds_lead, in_post
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied, can

from ..days.permissions import may_ask as may_ask_officer


def check_leads(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless a person leads the school."""
    if not by.is_active or holds_lead(by, school, on) is None:
        raise Denied("not_the_head", "Only the school’s headteacher can ask its partner for more days.")


def check_answer(school: School, *, by: User, on: date) -> bool:
    """Return whether a person approves days, False for the school's partner, who asks for them. Raises
    Denied("not_the_service") for everybody else, and for whoever holds a post at the school."""
    who = roles_of(by, on)
    if not holders(school, on, (*LEADS, *GOVERNANCE)).filter(user=by).exists():
        if who.may(Permission.DAYS_APPROVE):
            return True
        if may_ask_officer(school, who):
            return False
    raise Denied("not_the_service", "Only the school’s partner or a Principal Officer can answer this.")


leads, may_answer = can(check_leads), can(check_answer)


def readers(who: UserRoles) -> Q:
    """Return the condition on requests that a person may read: those who lead the school, its officers, oversight."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q(pk__isnull=False)
    return assigned(who.user, who.on) | in_post(who.user, who.on, LEADS)
