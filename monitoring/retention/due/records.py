"""Records of support, visits, cases and surveys that are due: those whose day is a day (`cutoff`) or earlier.

Each function returns rows of key, URN (None where it is of no school), day, and whether it is of a restricted case.
"""

from datetime import date
from typing import Any

from django.db.models import Case, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from allocations.models import Allocation, BulkDraft
from allocations.states import RoundState, State
from monitoring.conversations.models import Conversation
from monitoring.notices.models import Case as ConcernCase
from monitoring.plans.models import PartnershipPlan
from monitoring.surveys.models import Cycle
from monitoring.visits.models import ExtraDays, Visit
from monitoring.visits.states import ReportState, VisitState
from schools.models import SchoolDocument
from sil import clock
from sil.letters.models import Letter

from .columns import NEVER, NO_SCHOOL, day, year_that_ended

_SETTLED = (State.AGREED, State.CONFIRMED, State.DETERMINED, State.BROUGHT_IN, State.WITHDRAWN)
_READ = (ReportState.ACCURATE, ReportState.STANDS, ReportState.WITHDRAWN)


def allocations(cutoff: date) -> QuerySet[Allocation, tuple[Any, ...]]:
    year, ended = year_that_ended(cutoff)
    found = Allocation.objects.filter(
        status__in=_SETTLED, round__status=RoundState.CLOSED, round__academic_year__lte=year
    )
    return found.annotate(day=day(ended), apart=NEVER).values_list("pk", "school_id", "day", "apart")


def extra_days(cutoff: date) -> QuerySet[ExtraDays, tuple[Any, ...]]:
    """More days than the band gives go with the year for which they were approved."""
    year, ended = year_that_ended(cutoff)
    found = ExtraDays.objects.filter(academic_year__lte=year).annotate(day=day(ended), apart=NEVER)
    return found.values_list("pk", "school_id", "day", "apart")


def bulk_drafts(cutoff: date) -> QuerySet[BulkDraft, tuple[Any, ...]]:
    """Files of proposals, which repeat what was saved of them."""
    year, ended = year_that_ended(cutoff)
    found = BulkDraft.objects.filter(round__status=RoundState.CLOSED, round__academic_year__lte=year)
    return found.annotate(day=day(ended), urn=NO_SCHOOL, apart=NEVER).values_list("pk", "urn", "day", "apart")


def visits(cutoff: date) -> QuerySet[Visit, tuple[Any, ...]]:
    found = Visit.objects.filter(ends_on__lte=cutoff).exclude(status=VisitState.PLANNED)
    found = found.filter(Q(report_status__isnull=True) | Q(report_status__in=_READ), owed_on__isnull=True)
    return found.annotate(apart=NEVER).values_list("pk", "school_id", "ends_on", "apart")


def cases(cutoff: date) -> QuerySet[ConcernCase, tuple[Any, ...]]:
    return ConcernCase.objects.filter(ended_on__lte=cutoff).values_list("pk", "school_id", "ended_on", "restricted")


def plans(cutoff: date) -> QuerySet[PartnershipPlan, tuple[Any, ...]]:
    found = PartnershipPlan.objects.filter(ended_on__lte=cutoff).annotate(apart=NEVER)
    return found.values_list("pk", "school_id", "ended_on", "apart")


def documents(cutoff: date) -> QuerySet[SchoolDocument, tuple[Any, ...]]:
    found = SchoolDocument.objects.filter(taken_off_on__lte=cutoff).annotate(apart=NEVER)
    return found.values_list("pk", "school_id", "taken_off_on", "apart")


def letters(cutoff: date) -> QuerySet[Letter, tuple[Any, ...]]:
    apart = Case(When(history__startswith="case:", then=Value(True)), default=NEVER)
    found = Letter.objects.annotate(day=TruncDate("issued_at", tzinfo=clock.LONDON), apart=apart)
    return found.filter(day__lte=cutoff).values_list("pk", "urn", "day", "apart")


def conversations(cutoff: date) -> QuerySet[Conversation, tuple[Any, ...]]:
    day = Coalesce(TruncDate(Max("entries__at"), tzinfo=clock.LONDON), "begun_on")
    found = Conversation.objects.filter(awaits="").annotate(day=day, apart=NEVER)
    return found.filter(day__lte=cutoff).values_list("pk", "school_id", "day", "apart")


def surveys(cutoff: date) -> QuerySet[Cycle, tuple[Any, ...]]:
    found = Cycle.objects.filter(status__in=[Cycle.Status.CLOSED, Cycle.Status.CANCELLED])
    found = found.annotate(day=Coalesce("ended_on", "closes_on"), urn=NO_SCHOOL, apart=NEVER).filter(day__lte=cutoff)
    return found.values_list("pk", "urn", "day", "apart")
