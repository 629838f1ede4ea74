"""Correct the first and last day of an appointment, or say that it was entered by mistake and was never held."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied, require_confirmation

from .kinds import ONE_DAY, AppointmentKind, days_in_words, was_never_held

FAR = timedelta(days=366)


@transaction.atomic
def correct_days(
    kind: AppointmentKind,
    pk: int,
    *,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: User | None,
    on: date,
    sure: str = "",
) -> Any:
    """Give an appointment another first or last day, and tell those who were told of it.

    Raises Denied("never_held", "no_reason", "no_change", "ends_before"), those of the kind's `check`, and
    Denied("sure") with what is unusual about the days, unless `sure` is exactly that sentence.
    """
    row = _locked(kind, pk)
    _check_reason(reason)
    if (starts_on, ends_on) == (row.starts_on, row.ends_on):
        raise Denied("no_change", "These are the days on record. Change at least one of them.")
    if ends_on and ends_on < starts_on:
        raise Denied(
            "ends_before", "The last day must be on or after the first day. If they never held it, say so instead."
        )
    kind.check(row, starts_on, ends_on, by, on)
    require_confirmation(day_warnings(row, starts_on, ends_on, on), sure)
    old = _days(row)
    row.starts_on, row.ends_on = starts_on, ends_on
    row.save(update_fields=["starts_on", "ends_on"])
    _record("appointment.days_corrected", kind, row, by=by, reason=reason, old=old, new=_days(row))
    kind.tell(row, by, False)
    return row


@transaction.atomic
def take_back(kind: AppointmentKind, pk: int, *, reason: str, by: User | None, on: date) -> Any:
    """Record that an appointment was entered by mistake: it then ends the day before it began, so that it holds on no
    day, past or future. The history keeps it. Raises Denied("never_held", "no_reason") and those of `check_mistake`."""
    row = _locked(kind, pk)
    _check_reason(reason)
    kind.check_mistake(row, by, on)
    old = _days(row)
    if hasattr(row, "called_off_at"):
        row.called_off_at = clock.now()
        row.save(update_fields=["called_off_at"])
    else:
        row.ends_on = row.starts_on - ONE_DAY
        row.save(update_fields=["ends_on"])
    _record("appointment.never_held", kind, row, by=by, reason=reason, old=old)
    kind.tell(row, by, True)
    return row


def day_warnings(row: Any, starts_on: date, ends_on: date | None, on: date) -> list[str]:
    """Return what somebody should know about days before confirming; none of it is forbidden."""
    found = [
        f"{clock.in_words(day)} is more than a year away."
        for day, before in ((starts_on, row.starts_on), (ends_on, row.ends_on))
        if day and day != before and day - on > FAR
    ]
    if starts_on < row.starts_on and starts_on < on:
        found.append(f"The first day moves back to {clock.in_words(starts_on)}, which is in the past.")
    return found


def _locked(kind: AppointmentKind, pk: int) -> Any:
    row = kind.rows().select_for_update(of=("self",)).get(pk=pk)
    if was_never_held(row):
        raise Denied("never_held", "This was entered by mistake and taken back, so there is nothing to correct.")
    return row


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Denied("no_reason", "Enter what was wrong. The history keeps your reason.")


def _days(row: Any) -> dict[str, str]:
    return {"first_day": row.starts_on.isoformat(), "last_day": row.ends_on.isoformat() if row.ends_on else ""}


def _record(event: str, kind: AppointmentKind, row: Any, *, by: User | None, reason: str, **said: Any) -> None:
    for scope in kind.scopes(row):
        events.record(
            event,
            subject=row,
            by=by,
            scope=scope,
            reason=reason.strip(),
            what=kind.name(row),
            days=days_in_words(row.starts_on, row.ends_on),
            **said,
        )
