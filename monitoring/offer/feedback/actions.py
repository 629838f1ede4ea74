"""Ask for feedback once it is recorded who came, and give it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from ..models import Booking, Feedback, OfferedEvent
from .notifications import ask_people
from .permissions import check_give
from .policies import check_takes_feedback, last_day


@dataclass(frozen=True, kw_only=True)
class FeedbackInput:
    """The value of each answer, some words, and whether they are read with the name of who came."""

    useful: int
    recommend: int
    next_step: int
    text: str
    shows_name: bool


def ask(event: OfferedEvent, came: Iterable[Booking], *, on: date) -> None:
    """Ask about those who came and were not asked about before. The caller holds the lock of the event."""
    new = [each for each in came if each.feedback_until is None]
    for each in new:
        each.feedback_until = last_day(on)
    Booking.objects.bulk_update(new, ["feedback_until"])
    ask_people(event, new, on=on)


@transaction.atomic
def give(booking: Booking, typed: FeedbackInput, *, by: User, on: date) -> Feedback:
    """Give feedback on an event for one person who came, or correct it. The history says that it was given and by
    whom, and never what was said: it is read without a name.

    Raises Denied("changed", "not_the_school", "no_change") and those of `check_takes_feedback`.
    """
    booking = Booking.objects.select_for_update(of=("self",)).select_related("school", "event").get(pk=booking.pk)
    require_as_shown(booking)
    check_give(booking, by=by, on=on)
    check_takes_feedback(booking, on)
    found = Feedback.objects.filter(booking=booking).first()
    if found and typed == _said(found):
        raise Denied("no_change", "Change an answer or the text. Nothing has been changed.")
    event = "event_booking.feedback_corrected" if found else "event_booking.feedback"
    events.record(event, subject=booking, by=by, person=booking.name, title=booking.event.title)
    values = vars(typed) | {"given_by": by, "given_at": clock.now()}
    return Feedback.objects.update_or_create(booking=booking, defaults=values)[0]


def _said(found: Feedback) -> FeedbackInput:
    return FeedbackInput(
        useful=found.useful,
        recommend=found.recommend,
        next_step=found.next_step,
        text=found.text,
        shows_name=found.shows_name,
    )
