"""Queries of partnership plans: those that a person may read, and the people of the two sides."""

from datetime import date

from django.db.models import QuerySet

from schools.models import AssignmentRole, School
from schools.queries import holders, leads_of, who_hears
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE
from sil.accounts.user_roles import UserRoles

from ..models import PartnershipPlan
from ..states import Side
from .permissions import WITH_ASSISTANTS, readers

_RELATED = (
    *("school", "framework_version", "change_by", "ended_by"),
    *("partner_agreement__by", "head_agreement__by"),
)


def plans() -> QuerySet[PartnershipPlan]:
    """Return all plans with what their pages say of them."""
    return PartnershipPlan.objects.select_related(*_RELATED)


def readable(who: UserRoles) -> QuerySet[PartnershipPlan]:
    """Return the plans that a person may read, assistants of the head among them."""
    return plans().filter(readers(who, heads=WITH_ASSISTANTS))


def titles_of(plan: PartnershipPlan) -> dict[Side, str]:
    """Return what the authority calls whoever writes a plan on each side."""
    return {side: plan.title_of(side) for side in Side}


def people_of(school: School, side: Side, on: date) -> list[User]:
    """Return who is told what is meant for one side: those who lead the school, or its partner and who covers; where
    there is no partner, whoever looks after the school instead."""
    if side == Side.HEAD:
        return [post.user for post in leads_of(school, on)]
    return list(who_hears(school, AssignmentRole.SIP, on))


def emailed(plan: PartnershipPlan, side: Side, who: UserRoles, more: str = "") -> str:
    """Return whom of a side an email about an act of a person went to, in a sentence; `more` says what was in it."""
    role = plan.title_of(side)
    if any(person.is_active and person != who.user for person in people_of(plan.school, side, who.on)):
        return f"We have emailed the {role}{more}."
    return f"Nobody was emailed, because the school has no {role} at present."


def governors_of(school: School, on: date) -> list[User]:
    """Return the chair and the clerk."""
    return [post.user for post in holders(school, on, GOVERNANCE)]
