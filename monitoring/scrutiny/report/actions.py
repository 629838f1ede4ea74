"""Ask for a report for scrutiny."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.outbox.queue import enqueue
from sil.workflow import Denied

from ..models import ScrutinyReport
from ..transitions import MAKE_REPORTS
from .permissions import check_ask


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report is to tell: of which school (None for the authority), from which day to which, and what it is
    for."""

    school: School | None
    starts_on: date
    ends_on: date
    why: str


@transaction.atomic
def ask(asked: Asked, *, by: User, on: date) -> ScrutinyReport:
    """Have a report made by a worker. Raises Denied("not_allowed", "days")."""
    check_ask(by=by, on=on)
    if asked.ends_on < asked.starts_on:
        raise Denied("days", "The last day is before the first.")
    made = ScrutinyReport.objects.create(
        school=asked.school,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        why=asked.why,
        asked_by=by,
        asked_at=clock.now(),
    )
    events.record("scrutiny.asked", subject=made, by=by, subject_name=made.subject, days=made.days_words)
    enqueue(MAKE_REPORTS)
    return made
