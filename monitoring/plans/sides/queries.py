"""Queries of partnership plans: those that a person may read, and the people of the two sides."""

from datetime import date

from django.db.models import QuerySet

from schools.models import AssignmentRole, School
from schools.queries import holders, who_hears
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.user_roles import UserRoles

from ..models import PartnershipPlan
from ..states import Side
from .permissions import readers

_RELATED = (
    *("school", "framework_version", "change_by", "ended_by"),
    *("partner_agreement__by", "head_agreement__by"),
)


def plans() -> QuerySet[PartnershipPlan]:
    """Return all plans with what their pages say of them."""
    return PartnershipPlan.objects.select_related(*_RELATED)


def readable(who: UserRoles) -> QuerySet[PartnershipPlan]:
    """Return the plans that a person may read."""
    return plans().filter(readers(who))


def people_of(school: School, side: Side, on: date) -> list[User]:
    """Return who is told what is meant for one side: those who lead the school, or its partner and who covers; where
    there is no partner, whoever looks after the school instead."""
    if side == Side.HEAD:
        return [post.user for post in holders(school, on, LEADS)]
    return list(who_hears(school, AssignmentRole.SIP, on))


def governors_of(school: School, on: date) -> list[User]:
    """Return the chair and the clerk."""
    return [post.user for post in holders(school, on, GOVERNANCE)]
