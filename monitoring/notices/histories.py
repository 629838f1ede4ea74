"""Whose history is read of concern cases, their letters, action plans and what schools send in.

Who reads a case reads all of it. The school reads what it was told of its action plan and of what it sent.
"""

from typing import Any

from django.db.models import Q, QuerySet

from schools.queries import in_post
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind

from .case.permissions import readable_cases
from .case.queries import readable
from .events import EVENTS, TICKS
from .letters.queries import readable_letters
from .models import ActionPlan, Case, CaseLetter, Statement
from .plans.queries import readable_plans
from .statements.permissions import SENDERS

_PLANS = tuple(kind for kind in EVENTS if kind.startswith("action_plan."))
_STATEMENTS = tuple(kind for kind in EVENTS if kind.startswith("statement."))


def _of_case(case: Case, who: UserRoles) -> bool:
    return Case.objects.filter(readable_cases(who), pk=case.pk).exists()


def _statements(who: UserRoles) -> QuerySet[Statement]:
    """What was sent in or written about the notices of cases that a person reads, and of the school that they speak
    for."""
    cases = Case.objects.filter(readable_cases(who)).values("pk")
    at_school = in_post(who.user, who.on, SENDERS, school="notice__case__school")
    found = Statement.objects.filter(Q(notice__case__in=cases) | at_school)
    return found.select_related("notice__case__school")


def _of_notice(record: Any, who: UserRoles) -> bool:
    return _of_case(record.notice.case, who)


HISTORIES = (
    HistoryKind(
        slug="case",
        label="case",
        model=Case,
        rows=readable,
        # The checks of a letter stand in its own.
        parts=lambda record: Q(scope=record.scope) & ~Q(kind__in=TICKS),
    ),
    HistoryKind(slug="case-letter", label="letter", model=CaseLetter, rows=readable_letters),
    HistoryKind(
        slug="action-plan",
        label="action plan",
        model=ActionPlan,
        rows=readable_plans,
        whole=_of_notice,
        told=_PLANS,
    ),
    HistoryKind(
        slug="statement",
        label="evidence or representations",
        model=Statement,
        rows=_statements,
        whole=_of_notice,
        told=_STATEMENTS,
    ),
)
