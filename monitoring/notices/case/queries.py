"""Queries of cases: those that a person may read, with what the screens show of them."""

from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from schools.models import School
from schools.succession import urns_with_predecessors
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.deadlines.kept import Kept
from sil.deadlines.models import Deadline
from sil.web.timeline import reserved

from ..models import ActionPlan, Case, CaseEvidence, CaseLetter
from ..models.letters import IN_PROGRESS
from ..models.power_reviews import last_end
from ..models.resting import resting_since
from ..states import LetterState
from ..transitions import POWER_REVIEW
from .permissions import readable_cases

# What a row of a list says; of the case itself nothing is dear.
_IN_LIST = (
    *(column.name for column in Case._meta.concrete_fields),
    *("school__name", "school__is_open", "school__sector", "owner__name", "framework_version__sha256"),
)


class NextOfCase(TypedDict):
    """What `with_next` adds: the letter is the one in progress, `has_concern` and `has_inability` say whether there is
    evidence of each."""

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
    return _related().filter(readable_cases(who))


def readable_with_next(who: UserRoles) -> QuerySet[CaseWithNext]:
    """Return the same as `with_next` gives them."""
    return _with_next().filter(readable_cases(who))


@cache
def _related() -> QuerySet[Case]:
    """Made once a process: what a page reads beside a case is the same for everybody and on each day, and dearer to
    make than to ask."""
    return related(Case.objects.all())


@cache
def _with_next() -> QuerySet[CaseWithNext]:
    return with_next(_related())


def related(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with their school, owner and framework, without the texts that no list shows."""
    directive = CaseLetter.objects.filter(case=OuterRef("pk"), kind="directive_notice", status=LetterState.GIVEN)
    found = cases.select_related("school", "owner", "framework_version")
    return found.annotate(is_directive=Exists(directive), rests_since=resting_since(), last_power_ended=last_end())


def in_list(who: UserRoles) -> QuerySet[CaseWithNext]:
    """Return the cases that a person may read, with what comes next and what a row says of the school and the owner."""
    return readable_with_next(who).only(*_IN_LIST)


def owners_in_list(who: UserRoles) -> QuerySet[User]:
    """Return who owns any of the cases that a person may read, by name."""
    theirs = Case.objects.filter(readable_cases(who), owner=OuterRef("pk")).order_by()
    return User.objects.filter(Exists(theirs)).order_by("name", "pk")


def cases_of_school(school: School, who: UserRoles) -> QuerySet[Case]:
    """Return the cases that a person may read about a school and those it took the place of, the latest first."""
    return readable(who).filter(school__in=urns_with_predecessors(school)).only(*_IN_LIST)


def periods_of(case: Any) -> Q:
    """Return a condition on deadlines: those of the letters of a case (its key, or a reference) and of their plans."""
    letters = CaseLetter.objects.filter(case=case).order_by().values("pk")
    plans = ActionPlan.objects.filter(notice__case=case).order_by().values("pk")
    return Q(subject_table=CaseLetter._meta.db_table, subject_id__in=letters) | Q(
        subject_table=ActionPlan._meta.db_table, subject_id__in=plans
    )


def _running(case: Any) -> QuerySet[Deadline]:
    """The periods that run on a case, by its key or a reference to it, the one that ends first before the others. The
    review of a power is no period of what comes next."""
    case = OuterRef(case) if isinstance(case, OuterRef) else case
    return Deadline.objects.running().filter(periods_of(case)).exclude(rule=POWER_REVIEW).order_by("due_on")


def _case_of(subject: Model, rule: str) -> Case | None:
    if rule == POWER_REVIEW:
        return None
    letter = subject.notice if isinstance(subject, ActionPlan) else subject
    return letter.case if isinstance(letter, CaseLetter) else None


# What a case repeats of the first period that ends.
KEPT = Kept(model=Case, record=_case_of, periods=_running, columns={"due_on": "due_on"})


def with_next(cases: QuerySet[Case]) -> QuerySet[CaseWithNext]:
    """Return cases with what `stages` needs to say what comes next (`NextOfCase`). No more queries."""
    letters = CaseLetter.objects.filter(IN_PROGRESS, case=OuterRef("pk")).order_by()
    there = CaseEvidence.objects.filter(case=OuterRef("pk"), removed_on__isnull=True)
    return cases.annotate(
        letter_pk=Subquery(letters.values("pk")[:1]),
        letter_kind=Subquery(letters.values("kind")[:1]),
        letter_status=Subquery(letters.values("status")[:1]),
        has_concern=Exists(there.filter(bears_on=CaseEvidence.BearsOn.CONCERN)),
        has_inability=Exists(there.filter(bears_on=CaseEvidence.BearsOn.INABILITY)),
    )


def history(case: Case, who: UserRoles) -> list[Event]:
    """Return what happened on a case and to its letters and plans as a person reads it, the latest first. One query."""
    return list(Event.objects.filter(scope=case.scope).exclude(reserved(who)).order_by("-at", "-pk"))
