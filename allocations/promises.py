"""Promises about allocations: schools' answers to proposals, and decisions on disagreements."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from schools.queries import partner_then
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import Promise, periods_of

from .allocation.queries import readable
from .models import Allocation
from .states import State


def _periods(who: UserRoles, year: int, rule: str, *, lapsed: bool = False) -> QuerySet[Any]:
    there = Allocation.objects.filter(pk__in=readable(who).order_by().values("pk")).exclude(status=State.WITHDRAWN)
    allocation = Allocation.objects.filter(pk=OuterRef("subject_id"))
    silent = there.filter(status=State.CONFIRMED) if lapsed else None
    found = periods_of(there, rule, year, lapsed=silent).annotate(of_school=Subquery(allocation.values("school")[:1]))
    return found.annotate(of_partner=partner_then("of_school", "due_on"), target=F("subject_id"))


PROMISES = (
    Promise(
        slug="proposal-answers",
        label="Schools’ answers to proposals",
        owed_by="School",
        text="The school answers a proposed or decided band. One that was confirmed without an answer is late.",
        order=40,
        route="allocation",
        rule="answer",
        rows=lambda who, year: _periods(who, year, "answer", lapsed=True),
    ),
    Promise(
        slug="decisions",
        label="Decisions on disagreements",
        owed_by="The officer who decides",
        text="A disagreement of a school is decided within the period for the decision.",
        order=50,
        route="allocation",
        rule="decision",
        rows=lambda who, year: _periods(who, year, "decision"),
    ),
)
