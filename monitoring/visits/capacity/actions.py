"""Enter the contracted days and the leave of a partner."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from sil.accounts.actions import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.framework.schema import days_in_words
from sil.framework.years import academic_year, label
from sil.workflow import Denied

from ..models import ContractedDays, Leave
from .permissions import check_may_enter
from .policies import LeaveInput, check_contracted, check_leave


@transaction.atomic
def set_contracted(user: User, *, year: int, days: Decimal, by: User, on: date) -> ContractedDays:
    """Set the days that somebody works as a partner in an academic year, before leave, in whole or half days.

    Raises Denied("not_allowed", "bad_days", "no_change").
    """
    check_may_enter(by=by, on=on)
    check_contracted(days)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    found = ContractedDays.objects.select_for_update().filter(user=user, academic_year=year).first()
    old = found.days if found else None
    if found:
        require_as_shown(found)
    if old == days:
        raise Denied("no_change", "You have not changed anything.")
    made, _ = ContractedDays.objects.update_or_create(user=user, academic_year=year, defaults={"days": days})
    events.record(
        "contracted_days.set",
        subject=made,
        by=by,
        scope=scope(user),
        reason="",
        status=None,
        name=user.name,
        year=label(year),
        old={"days": None if old is None else str(old)},
        new={"days": str(days)},
    )
    return made


@transaction.atomic
def add_leave(user: User, typed: LeaveInput, *, by: User, on: date) -> Leave:
    """Add leave. Raises Denied("not_allowed", "overlaps") and those of `check_leave`."""
    check_may_enter(by=by, on=on)
    check_leave(typed)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if Leave.objects.filter(user=user, starts_on__lte=typed.ends_on, ends_on__gte=typed.starts_on).exists():
        raise Denied("overlaps", f"{user.name} already has leave on some of these days.")
    made = Leave.objects.create(
        user=user,
        academic_year=academic_year(typed.starts_on),
        starts_on=typed.starts_on,
        ends_on=typed.ends_on,
        days=typed.takes,
    )
    _record("leave.added", made, by)
    return made


@transaction.atomic
def remove_leave(leave: Leave, *, by: User, on: date) -> None:
    """Remove leave that is not taken. Raises Denied("not_allowed")."""
    check_may_enter(by=by, on=on)
    leave = Leave.objects.select_for_update(of=("self",)).select_related("user").get(pk=leave.pk)
    require_as_shown(leave)
    _record("leave.removed", leave, by)
    leave.delete()


def _record(kind: str, leave: Leave, by: User) -> None:
    events.record(
        kind,
        subject=leave,
        by=by,
        scope=scope(leave.user),
        reason="",
        status=None,
        name=leave.user.name,
        days=days_in_words(leave.days),
        from_day=in_words(leave.starts_on),
        to_day=in_words(leave.ends_on),
    )
