"""Promises about cases of concern: action plans, answers about academies and reviews of powers. Only of the cases that
a person may read, so that a restricted one is counted for nobody else."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from schools.queries import partner_then
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import Promise, periods_of

from .case.permissions import readable_cases
from .models import ActionPlan, Case, CaseLetter
from .transitions import ACTION_PLAN, ANSWER, POWER_REVIEW


def _periods(who: UserRoles, year: int, rule: str, subjects: QuerySet[Any], case: str) -> QuerySet[Any]:
    cases = Case.objects.filter(readable_cases(who)).order_by().values("pk")
    subject = subjects.model._default_manager.filter(pk=OuterRef("subject_id"))
    found = periods_of(subjects.filter(**{f"{case}__in": cases}), rule, year, once=True)
    found = found.annotate(of_school=Subquery(subject.values(f"{case}__school")[:1]))
    return found.annotate(of_partner=partner_then("of_school", "due_on"), target=F("subject_id"))


def _plans(who: UserRoles, year: int) -> QuerySet[Any]:
    return _periods(who, year, ACTION_PLAN, ActionPlan.objects.all(), "notice__case")


def _letters(who: UserRoles, year: int, rule: str) -> QuerySet[Any]:
    return _periods(who, year, rule, CaseLetter.objects.all(), "case")


PROMISES = (
    Promise(
        slug="action-plans",
        label="Action plans of governing bodies",
        owed_by="Governing body",
        text="The governing body sends its action plan by the day that the notice says.",
        order=80,
        route="action_plan",
        rule=ACTION_PLAN,
        rows=_plans,
    ),
    Promise(
        slug="academy-answers",
        label="Answers about academies",
        owed_by="Those the letter went to",
        text="A letter about a concern at an academy is answered by the day that it says.",
        order=90,
        route="case_letter",
        rule=ANSWER,
        rows=lambda who, year: _letters(who, year, ANSWER),
    ),
    Promise(
        slug="power-reviews",
        label="Reviews of powers",
        owed_by="The service",
        text="A power that the authority uses at a school is reviewed by the day that was set.",
        order=100,
        route="case_letter",
        rows=lambda who, year: _letters(who, year, POWER_REVIEW),
    ),
)
