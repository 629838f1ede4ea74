"""Permissions of times offered for a visit: who offers them, who answers, who reads them."""

from datetime import date

from django.db.models import Q

from schools.models import School
from schools.queries import assigned, holds_lead, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied, can

from ..models import TimesOffer
from ..visit.permissions import may_plan


def speaks_for_school(school: School, who: UserRoles) -> bool:
    """Return whether a person leads a school."""
    return who.user.is_active and holds_lead(who.user, school, who.on) is not None


def check_offer(school: School, *, by_school: bool, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person offers times for a visit to a school: for the school (`by_school`) if
    they lead it, otherwise if they plan its visits."""
    who = roles_of(by, on)
    if not (speaks_for_school if by_school else may_plan)(school, who):
        raise Denied(
            "not_yours", "Only the school’s headteacher, its own partner or a Principal Officer can offer times."
        )


def check_answer(offer: TimesOffer, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person answers an offer: the other side of who made it."""
    check_offer(offer.school, by_school=not offer.by_school, by=by, on=on)


def check_withdraw(offer: TimesOffer, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person is of the side that made an offer."""
    check_offer(offer.school, by_school=offer.by_school, by=by, on=on)


may_answer = can(check_answer)
may_withdraw = can(check_withdraw)


def readers(who: UserRoles) -> Q:
    """Return the condition on offers that a person may read: those who lead the school, and officers who plan its
    visits or read those of every school."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q(pk__isnull=False)
    mine = in_post(who.user, who.on, LEADS)
    if who.may(Permission.VISIT_RECORD):
        mine |= assigned(who.user, who.on) | Q(lead=who.user)
    return mine
