"""Plan, open, extend, close and cancel a survey, and remind those who have not answered."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import weekday_in_words
from sil.deadlines.reminders import Stage, day_of
from sil.deadlines.rules import recorded_calendar
from sil.workflow import Denied, Transition, find

from ..models import Cycle, Invitation
from ..transitions import ROWS
from .notifications import Asked, Ended, Moved, Reminder, tell
from .permissions import check_keep
from .policies import (
    CycleInput,
    check_extension,
    check_input,
    check_may_open,
    check_open,
    check_planned,
)
from .queries import preview

_FIELDS = ("name", "opens_on", "closes_on", "asks_heads", "asks_chairs", "phases", "in_confidence")
_SHUFFLES = (
    """
    WITH gone AS (
        DELETE FROM surveys_confidentialmark WHERE cycle_id = %s
        RETURNING cycle_id, dimension, "group", question, score
    )
    INSERT INTO surveys_confidentialmark (id, cycle_id, dimension, "group", question, score)
    SELECT gen_random_uuid(), cycle_id, dimension, "group", question, score FROM gone ORDER BY random()
    """,
    """
    WITH gone AS (DELETE FROM surveys_comment WHERE cycle_id = %s RETURNING cycle_id, question, text)
    INSERT INTO surveys_comment (id, cycle_id, question, text)
    SELECT gen_random_uuid(), cycle_id, question, text FROM gone ORDER BY random()
    """,
)
_REFUSALS = {
    "open": "This survey has already been opened or cancelled.",
    "close": "This survey is not open.",
    "cancel": "This survey has already ended.",
}


@transaction.atomic
def plan(typed: CycleInput, *, by: User, on: date) -> Cycle:
    """Plan a survey. Nobody is asked before it is opened. Raises Denied("not_allowed") and those of `check_input`."""
    check_keep(by=by, on=on)
    check_input(typed, on)
    made = Cycle.objects.create(planned_by=by, **_values(typed))
    events.record("survey.planned", subject=made, by=by, name=made.name)
    return made


@transaction.atomic
def change(cycle: Cycle, typed: CycleInput, *, by: User, on: date) -> Cycle:
    """Change a survey that is not open yet. Raises Denied("not_allowed", "opened") and those of `check_input`."""
    check_keep(by=by, on=on)
    cycle = lock(cycle)
    check_planned(cycle)
    check_input(typed, on)
    old = {name: str(getattr(cycle, name)) for name in _FIELDS}
    for name, value in _values(typed).items():
        setattr(cycle, name, value)
    new = {name: str(getattr(cycle, name)) for name in _FIELDS}
    events.record("survey.changed", subject=cycle, by=by, name=cycle.name, old=old, new=new)
    cycle.save(update_fields=_FIELDS)
    return cycle


@transaction.atomic
def open_cycle(cycle: Cycle, *, by: User, on: date) -> int:
    """Open a survey and write to everybody who is asked. Returns the number of answers that are asked for.

    Raises Denied("not_allowed", "wrong_state", "too_early", "too_late", "nobody").
    """
    check_keep(by=by, on=on)
    cycle = lock(cycle)
    row = _row("open", cycle)
    check_may_open(cycle, on)
    asked = preview(cycle, on).asked
    if not asked:
        raise Denied("nobody", "There is nobody to ask. Change who is asked first.")
    _move(cycle, row, by=by, number=str(len(asked)))
    cycle.opened_on = on
    cycle.save(update_fields=["status", "opened_on"])
    made = Invitation.objects.bulk_create(asked)
    tell(Asked, cycle, made, on=on, by=by)
    return len(made)


@transaction.atomic
def extend(cycle: Cycle, *, day: date, reason: str, by: User, on: date) -> Cycle:
    """Give more time, and tell those who have not answered. Raises Denied("not_allowed", "not_open", "not_later",
    "no_reason")."""
    check_keep(by=by, on=on)
    cycle = lock(cycle)
    check_open(cycle)
    check_extension(cycle, day, on)
    events.record(
        "survey.extended",
        subject=cycle,
        by=by,
        reason=_reason(reason),
        name=cycle.name,
        day=weekday_in_words(day),
        old=cycle.closes_on.isoformat(),
    )
    cycle.closes_on = day
    cycle.save(update_fields=["closes_on"])
    tell(Moved, cycle, unanswered(cycle), on=on, by=by)
    return cycle


@transaction.atomic
def close(cycle: Cycle, *, reason: str, by: User, on: date) -> Cycle:
    """Close a survey before its last day has passed, and tell those who have not answered. It cannot be opened again.

    Raises Denied("not_allowed", "wrong_state", "no_reason").
    """
    check_keep(by=by, on=on)
    cycle = lock(cycle)
    _close(cycle, by=by, on=on, reason=_reason(reason))
    tell(Ended, cycle, unanswered(cycle), on=on, by=by)
    return cycle


@transaction.atomic
def cancel(cycle: Cycle, *, reason: str, by: User, on: date) -> Cycle:
    """Cancel a survey. What was answered is kept and never shown; those who were asked are told.

    Raises Denied("not_allowed", "wrong_state", "no_reason").
    """
    check_keep(by=by, on=on)
    cycle = lock(cycle)
    _move(cycle, _row("cancel", cycle), by=by, reason=_reason(reason))
    cycle.ended_on = on
    cycle.save(update_fields=["status", "ended_on"])
    tell(Ended, cycle, cycle.invitations.select_related("school"), on=on, by=by)
    return cycle


def close_due(on: date) -> int:
    """Close every survey whose last day has passed, and return how many."""
    due = Cycle.objects.filter(status=Cycle.Status.OPEN, closes_on__lt=on)
    return sum(_close_if_due(each, on) for each in due)


@transaction.atomic
def _close_if_due(cycle: Cycle, on: date) -> int:
    cycle = lock(cycle)
    if not cycle.is_open or cycle.closes_on >= on:
        return 0
    _close(cycle, by=None, on=on)
    return 1


def remind(on: date) -> int:
    """Remind those who have not answered, once, some working days before the last day. Returns the number written."""
    calendar, written = recorded_calendar(), 0
    waiting = Cycle.objects.filter(status=Cycle.Status.OPEN, closes_on__gte=on)
    for cycle in waiting.exclude(reminded_of=F("closes_on")):
        day = day_of(Stage.BEFORE, cycle.closes_on, calendar)
        if day <= on and cycle.opened_on and cycle.opened_on < day:
            written += _remind(cycle, on)
    return written


@transaction.atomic
def _remind(cycle: Cycle, on: date) -> int:
    cycle = lock(cycle)
    if not cycle.is_open or cycle.reminded_of == cycle.closes_on:
        return 0
    cycle.reminded_of = cycle.closes_on
    cycle.save(update_fields=["reminded_of"])
    return tell(Reminder, cycle, unanswered(cycle), on=on)


def unanswered(cycle: Cycle) -> QuerySet[Invitation]:
    return cycle.invitations.filter(is_answered=False).select_related("school")


def lock(cycle: Cycle) -> Cycle:
    """Return a survey under its lock. Raises Denied("changed") where somebody changed it after the page was shown."""
    found = Cycle.objects.select_for_update().get(pk=cycle.pk)
    require_as_shown(found)
    return found


def _close(cycle: Cycle, *, by: User | None, on: date, reason: str = "") -> None:
    _move(cycle, _row("close", cycle), by=by, reason=reason)
    cycle.ended_on = on
    cycle.save(update_fields=["status", "ended_on"])
    if cycle.in_confidence:
        _shuffle(cycle)


def _shuffle(cycle: Cycle) -> None:
    """Write everything that was answered in confidence again, under new keys and in random order, so that not even
    where and when the database put its rows says which came together."""
    with connection.cursor() as cursor:
        for statement in _SHUFFLES:
            cursor.execute(statement, [cycle.pk])


def _row(action: str, cycle: Cycle) -> Transition:
    return find(ROWS, action=action, source=cycle.status, refusal=_REFUSALS[action])


def _move(cycle: Cycle, row: Transition, *, by: User | None, reason: str = "", **said: str) -> None:
    status = (cycle.status, row.target)
    events.record(row.event, subject=cycle, by=by, status=status, reason=reason, name=cycle.name, **said)
    cycle.status = row.target


def _reason(text: str) -> str:
    if not text.strip():
        raise Denied("no_reason", "Enter the reason.")
    return text.strip()


def _values(typed: CycleInput) -> dict[str, Any]:
    return {name: getattr(typed, name) for name in _FIELDS} | {"phases": list(typed.phases), "name": typed.name.strip()}
