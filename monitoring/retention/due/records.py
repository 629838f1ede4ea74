"""Which records are due: those whose period is over, by kind, with the day from which it counts.

A record that is not finished (a case that is open, a report that waits for the school) is never due. What keeps one
that is due, a hold or something that rests on it, is told by the database (`retention_obstacle`).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Substr, TruncDate

from allocations.models import Allocation
from allocations.states import RoundState, State
from monitoring.conversations.models import Conversation
from monitoring.notices.models import Case as ConcernCase
from monitoring.plans.models import PartnershipPlan
from monitoring.surveys.models import Cycle
from monitoring.visits.models import Visit
from monitoring.visits.states import ReportState, VisitState
from schools.models import Assignment, Assistant, Post, SchoolDocument
from sil import clock
from sil.accounts.models import RoleGrant, User
from sil.audit.models import Event
from sil.framework.privacy.retention import RecordKind
from sil.framework.years import academic_year, last_day
from sil.letters.models import Letter

Row = tuple[str, int | None, date, bool]
# What stands in place of an address: no mail reaches it (RFC 2606).
REMOVED = "@removed.invalid"
_SETTLED = (State.AGREED, State.CONFIRMED, State.DETERMINED, State.WITHDRAWN)
_READ = (ReportState.ACCURATE, ReportState.STANDS, ReportState.WITHDRAWN)
_NEVER, _OPEN = Value(False, output_field=BooleanField()), Value(None, output_field=IntegerField())


def due(kind: RecordKind, cutoff: date) -> Iterable[Row]:
    """Yield key, URN (None where it is of no school), day and whether it is of a restricted case, of each record of a
    kind whose day is `cutoff` or before."""
    for row in _DUE[kind](cutoff).iterator(chunk_size=2000):
        yield str(row[0]), row[1], row[2], row[3]


def is_due(kind: RecordKind, key: str, cutoff: date) -> bool:
    """Whether one record is still due."""
    return _DUE[kind](cutoff).filter(pk=key).exists()


def _allocations(cutoff: date) -> QuerySet[Allocation, tuple[Any, ...]]:
    year = academic_year(cutoff)
    years = year if last_day(year) == cutoff else year - 1
    found = Allocation.objects.filter(
        status__in=_SETTLED, round__status=RoundState.CLOSED, round__academic_year__lte=years
    )
    day = Cast(Value(last_day(years)), output_field=DateField())
    return found.annotate(day=day, apart=_NEVER).values_list("pk", "school_id", "day", "apart")


def _visits(cutoff: date) -> QuerySet[Visit, tuple[Any, ...]]:
    found = Visit.objects.filter(ends_on__lte=cutoff).exclude(status=VisitState.PLANNED)
    found = found.filter(Q(report_status__isnull=True) | Q(report_status__in=_READ), owed_on__isnull=True)
    return found.annotate(apart=_NEVER).values_list("pk", "school_id", "ends_on", "apart")


def _cases(cutoff: date) -> QuerySet[ConcernCase, tuple[Any, ...]]:
    return ConcernCase.objects.filter(ended_on__lte=cutoff).values_list("pk", "school_id", "ended_on", "restricted")


def _plans(cutoff: date) -> QuerySet[PartnershipPlan, tuple[Any, ...]]:
    found = PartnershipPlan.objects.filter(ended_on__lte=cutoff).annotate(apart=_NEVER)
    return found.values_list("pk", "school_id", "ended_on", "apart")


def _documents(cutoff: date) -> QuerySet[SchoolDocument, tuple[Any, ...]]:
    found = SchoolDocument.objects.filter(taken_off_on__lte=cutoff).annotate(apart=_NEVER)
    return found.values_list("pk", "school_id", "taken_off_on", "apart")


def _letters(cutoff: date) -> QuerySet[Letter, tuple[Any, ...]]:
    apart = Case(When(history__startswith="case:", then=Value(True)), default=_NEVER)
    found = Letter.objects.annotate(day=TruncDate("issued_at", tzinfo=clock.LONDON), apart=apart)
    return found.filter(day__lte=cutoff).values_list("pk", "urn", "day", "apart")


def _conversations(cutoff: date) -> QuerySet[Conversation, tuple[Any, ...]]:
    day = Coalesce(TruncDate(Max("entries__at"), tzinfo=clock.LONDON), "begun_on")
    found = Conversation.objects.filter(awaits="").annotate(day=day, apart=_NEVER)
    return found.filter(day__lte=cutoff).values_list("pk", "school_id", "day", "apart")


def _surveys(cutoff: date) -> QuerySet[Cycle, tuple[Any, ...]]:
    found = Cycle.objects.filter(status__in=[Cycle.Status.CLOSED, Cycle.Status.CANCELLED])
    found = found.annotate(day=Coalesce("ended_on", "closes_on"), urn=_OPEN, apart=_NEVER).filter(day__lte=cutoff)
    return found.values_list("pk", "urn", "day", "apart")


def _accounts(cutoff: date) -> QuerySet[User, tuple[Any, ...]]:
    """Accounts whose last post, role or assignment ended by then, and who have not signed in since."""
    going_on = Q()
    for rows, end in (
        (RoleGrant.objects, "ends_on"),
        (Post.objects, "ends_on"),
        (Assignment.objects, "ends_on"),
        (Assistant.objects, "ended_on"),
    ):
        running = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": cutoff})
        going_on |= Q(Exists(rows.filter(running, user=OuterRef("pk"))))
    names = ("grants__ends_on", "posts__ends_on", "assignments__ends_on", "assistances__ended_on")
    last = [Max(name) for name in names] + [TruncDate("last_login", tzinfo=clock.LONDON)]
    found = User.objects.exclude(going_on).exclude(email__endswith=REMOVED)
    found = found.annotate(day=Greatest(*last), urn=_OPEN, apart=_NEVER).filter(day__lte=cutoff)
    return found.values_list("pk", "urn", "day", "apart")


def _audit(cutoff: date) -> QuerySet[Event, tuple[Any, ...]]:
    urn = Case(
        When(scope__regex=r"^school:\d{1,8}$", then=Cast(Substr("scope", 8), IntegerField())),
        default=None,
        output_field=IntegerField(),
    )
    apart = Case(When(scope__startswith="case:", then=Value(True)), default=_NEVER)
    found = Event.objects.annotate(day=TruncDate(F("at"), tzinfo=clock.LONDON), urn=urn, apart=apart)
    return found.filter(day__lte=cutoff).order_by("-pk").values_list("pk", "urn", "day", "apart")


_DUE: Mapping[RecordKind, Callable[[date], QuerySet[Any, tuple[Any, ...]]]] = {
    RecordKind.ALLOCATIONS: _allocations,
    RecordKind.VISITS: _visits,
    RecordKind.CASES: _cases,
    RecordKind.PLANS: _plans,
    RecordKind.DOCUMENTS: _documents,
    RecordKind.LETTERS: _letters,
    RecordKind.CONVERSATIONS: _conversations,
    RecordKind.SURVEYS: _surveys,
    RecordKind.ACCOUNTS: _accounts,
    RecordKind.AUDIT: _audit,
}
