"""Queries of cases: those that a person may read, with what the screens show of them."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from schools.models import School
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.deadlines.models import Deadline

from ..models import ActionPlan, Case, CaseEvidence, CaseLetter
from ..models.letters import IN_PROGRESS
from ..models.resting import resting_since
from ..states import LetterState
from .permissions import readable_cases


class NextOfCase(TypedDict):
    """What `with_next` adds: `due_on` is the first day on which a period of the case ends, the letter is the one in
    progress, `has_concern` and `has_inability` say whether there is evidence of each."""

    due_on: date | None
    letter_pk: int | None
    letter_kind: str | None
    letter_status: str | None
    has_concern: bool
    has_inability: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CaseWithNext = WithAnnotations[Case, NextOfCase]
else:
    CaseWithNext = Case


def readable(who: UserRoles) -> QuerySet[Case]:
    """Return the cases that a person may read, with their school, owner and framework, in one query."""
    return related(Case.objects.filter(readable_cases(who)))


def related(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with their school, owner and framework, without the texts that no list shows."""
    unread = ("framework_version__content", "framework_version__source")
    directive = CaseLetter.objects.filter(case=OuterRef("pk"), kind="directive_notice", status=LetterState.GIVEN)
    found = cases.select_related("school", "owner", "framework_version").defer(*unread)
    return found.annotate(is_directive=Exists(directive), rests_since=resting_since())


def cases_of_school(school: School, who: UserRoles) -> QuerySet[Case]:
    """Return the cases that a person may read about a school and those it took the place of, the latest first."""
    return readable(who).filter(school__in=urns_with_predecessors(school))


def periods_of(case: Case | OuterRef) -> Q:
    """Return a condition on deadlines: those of the letters of a case (or a reference to one) and of their plans."""
    key = Cast("pk", TextField())
    letters = CaseLetter.objects.filter(case=case).order_by().annotate(key=key).values("key")
    plans = ActionPlan.objects.filter(notice__case=case).order_by().annotate(key=key).values("key")
    return Q(subject_table=CaseLetter._meta.db_table, subject_id__in=letters) | Q(
        subject_table=ActionPlan._meta.db_table, subject_id__in=plans
    )


def with_next(cases: QuerySet[Case]) -> QuerySet[CaseWithNext]:
    """Return cases with what `stages` needs to say what comes next (`NextOfCase`). No more queries."""
    running = Deadline.objects.running().filter(periods_of(OuterRef(OuterRef("pk")))).order_by("due_on")
    letters = CaseLetter.objects.filter(IN_PROGRESS, case=OuterRef("pk")).order_by()
    there = CaseEvidence.objects.filter(case=OuterRef("pk"), removed_on__isnull=True)
    return cases.annotate(
        due_on=Subquery(running.values("due_on")[:1]),
        letter_pk=Subquery(letters.values("pk")[:1]),
        letter_kind=Subquery(letters.values("kind")[:1]),
        letter_status=Subquery(letters.values("status")[:1]),
        has_concern=Exists(there.filter(bears_on=CaseEvidence.BearsOn.CONCERN)),
        has_inability=Exists(there.filter(bears_on=CaseEvidence.BearsOn.INABILITY)),
    )


def history(case: Case) -> list[Event]:
    """Return what happened on a case and to its letters and plans, the latest first. One query."""
    return list(Event.objects.filter(scope=case.scope).order_by("-at", "-pk"))
