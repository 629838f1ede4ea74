"""Plan, change, open, hold and cancel an event, and record who came."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.framework.queries import framework_on
from sil.workflow import Denied, find

from ..booking.actions import fill, lock
from ..booking.notifications import EventCancelled, EventChanged, MovedUp, tell
from ..feedback.actions import ask
from ..models import Booking, OfferedEvent
from ..transitions import EVENT_ROWS
from .permissions import check_keep
from .policies import (
    NOT_PLANNED,
    EventInput,
    check_attendance,
    check_changeable,
    check_input,
    check_may_open,
    check_places,
)

_FIELDS = (
    "title",
    "offer",
    "details",
    "day",
    "starts_at",
    "ends_at",
    "place",
    "link",
    "leader",
    "audiences",
    "phases",
    "places",
    "per_school",
    "closes_on",
    "waiting_list",
)
# Those who booked are told of another one.
_TOLD = ("day", "starts_at", "ends_at", "place", "link")


@transaction.atomic
def plan(typed: EventInput, *, by: User, on: date) -> OfferedEvent:
    """Plan an event. No school reads of it before it is opened. Raises Denied("not_allowed") and those of
    `check_input`."""
    check_keep(by=by, on=on)
    check_input(typed, framework_on(on), clock.now())
    made = OfferedEvent.objects.create(made_by=by, **_values(typed))
    events.record("offer_event.planned", subject=made, by=by, title=made.title)
    return made


@transaction.atomic
def change(event: OfferedEvent, typed: EventInput, *, by: User, on: date) -> bool:
    """Change an event, and return whether those who booked are told: of another day, time or place. More places go to
    those who wait.

    Raises Denied("not_allowed", "changed", "ended", "begun", "too_few") and those of `check_input`.
    """
    check_keep(by=by, on=on)
    event = lock(event)
    check_changeable(event, clock.now())
    check_input(typed, framework_on(on), clock.now())
    booked = _booked(event)
    check_places(typed.places, booked.count())
    new = _values(typed)
    old = {name: getattr(event, name) for name in _FIELDS}
    changed = [name for name in _FIELDS if old[name] != new[name]]
    events.record(
        "offer_event.changed",
        subject=event,
        by=by,
        title=typed.title,
        old={name: str(old[name]) for name in changed},
        new={name: str(new[name]) for name in changed},
    )
    for name in changed:
        setattr(event, name, new[name])
    moved = any(name in _TOLD for name in changed)
    event.sequence += moved
    event.save()
    there = list(_on_list(event))
    if moved:
        tell(EventChanged, event, there, on=on, by=by)
    tell(MovedUp, event, fill(event), on=on)
    return moved and bool(there)


@transaction.atomic
def open_event(event: OfferedEvent, *, by: User, on: date) -> OfferedEvent:
    """Open an event, so that schools can book. Raises Denied("not_allowed", "changed", "wrong_state", "too_late")."""
    check_keep(by=by, on=on)
    event = lock(event)
    check_may_open(event, clock.now())
    event = _move(event, "open", by=by)
    event.opened_on = on
    event.save(update_fields=["opened_on"])
    return event


@transaction.atomic
def cancel(event: OfferedEvent, *, reason: str, by: User, on: date) -> OfferedEvent:
    """Cancel an event, and tell every school that has a place or waits for one. Raises Denied("not_allowed",
    "changed", "ended", "begun", "no_reason")."""
    check_keep(by=by, on=on)
    event = lock(event)
    check_changeable(event, clock.now())
    if not reason.strip():
        raise Denied("no_reason", "Enter the reason.")
    event = _move(event, "cancel", by=by, reason=reason.strip())
    tell(EventCancelled, event, _on_list(event), on=on, by=by, reason=reason.strip())
    return event


@transaction.atomic
def record_attendance(event: OfferedEvent, came: Collection[int], *, by: User, on: date) -> int:
    """Record which of the people with a place came, by the keys of their bookings, and return their number. Their
    schools are asked how useful it was. It can be recorded again; the history keeps what was said before.

    Raises Denied("not_allowed", "changed", "not_held").
    """
    check_keep(by=by, on=on)
    event = lock(event)
    check_attendance(event, clock.now())
    booked = list(_booked(event).select_related("school"))
    old = [each.pk for each in booked if each.attended]
    new = [each.pk for each in booked if each.pk in came]
    events.record(
        "offer_event.attendance", subject=event, by=by, title=event.title, number=str(len(new)), old=old, came=new
    )
    for each in booked:
        each.attended = each.pk in came
    Booking.objects.bulk_update(booked, ["attended"])
    event.attendance_on = on
    event.save(update_fields=["attendance_on"])
    ask(event, [each for each in booked if each.attended], on=on)
    return len(new)


def hand_to(event: OfferedEvent, leader: User, *, by: User | None) -> None:
    """Give an event to the person who leads it from now on. The caller has checked who decides that, and holds a
    transaction."""
    event = lock(event)
    events.record("offer_event.leader_changed", subject=event, by=by, title=event.title, leader=leader.name)
    event.leader = leader
    event.save(update_fields=["leader"])


def hold_past(on: date) -> int:
    """Hold every open event whose day has passed, and return their number."""
    past = OfferedEvent.objects.filter(status=OfferedEvent.Status.OPEN, day__lt=on)
    return sum(_hold_if_past(each, on) for each in past)


@transaction.atomic
def _hold_if_past(event: OfferedEvent, on: date) -> int:
    event = lock(event)
    if not event.is_open or event.day >= on:
        return 0
    _move(event, "hold", by=None)
    return 1


def _booked(event: OfferedEvent) -> QuerySet[Booking]:
    return event.bookings.filter(status=Booking.Status.BOOKED)


def _on_list(event: OfferedEvent) -> QuerySet[Booking]:
    """Those who have a place, and those who wait."""
    return event.bookings.exclude(status=Booking.Status.CANCELLED).select_related("school")


def _move(event: OfferedEvent, action: str, *, by: User | None, reason: str = "") -> OfferedEvent:
    row = find(EVENT_ROWS, action=action, source=event.status, refusal=NOT_PLANNED)
    status = (event.status, row.target)
    events.record(row.event, subject=event, by=by, status=status, reason=reason, title=event.title)
    event.status = row.target
    event.save(update_fields=["status"])
    return event


def _values(typed: EventInput) -> dict[str, Any]:
    lists = {"audiences": list(typed.audiences), "phases": list(typed.phases)}
    return {name: getattr(typed, name) for name in _FIELDS} | lists
