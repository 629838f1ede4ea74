"""Events to come, and events of which it is still to be recorded who came, by somebody who leaves."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from schools.leaving.parts import Item, LeavingPart, Moving, can_act

from ..models import OfferedEvent
from .actions import hand_to
from .permissions import KEEPERS
from .queries import leaders, without_attendance

_STATES = (OfferedEvent.Status.PLANNED, OfferedEvent.Status.OPEN)


def _led(condition: Q, on: date) -> QuerySet[OfferedEvent]:
    return OfferedEvent.objects.filter(Q(status__in=_STATES, day__gte=on) | without_attendance(), condition)


def _take(rows: Sequence[OfferedEvent], moving: Moving) -> int:
    """Return how many moved."""
    for event in rows:
        hand_to(event, moving.taking, by=moving.by)
    return len(rows)


LEAVING = LeavingPart(
    slug="events",
    title="Events that they lead",
    order=68,
    roles=KEEPERS,
    waiting=lambda person, on: _led(Q(leader=person), on),
    item=lambda event: Item(event.title, event.when_in_words, event.get_absolute_url()),
    columns=("title", "day", "starts_at", "ends_at"),
    says="The person you choose leads the events, and records who came. Bookings stay as they are.",
    gone=lambda on: _led(~can_act("leader", KEEPERS, on), on),
    fix="Change who leads the event on its page. Where it has been held, anybody who plans events can record who came.",
    takers=lambda person, on: leaders(on).exclude(pk=person.pk),
    take=_take,
    school="",
)
