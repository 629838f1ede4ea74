"""Approve extra days of support, and withdraw them."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.framework.schema import plain
from sil.framework.years import academic_year, label
from sil.workflow import Denied

from ..models import ExtraDays
from .notifications import tell_approved, tell_withdrawn
from .permissions import check_may_approve
from .policies import check_amount, check_withdraw
from .queries import ledgers, lines_of


@transaction.atomic
def approve(school: School, *, year: int, line: str, days: Decimal, reason: str, by: User, on: date) -> ExtraDays:
    """Approve more days for a line of the school's band, or ("") for none, in an academic year.

    `days` in whole or half days. Raises Denied("not_allowed", "other_year", "not_half_days",
    "unknown_line", "no_reason"). Rule: features A10, extra days approved by whom and why.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    check_may_approve(by=by, on=on)
    if year not in (academic_year(on), academic_year(on) + 1):
        raise Denied("other_year", "You can approve days for this academic year and the next.")
    check_amount(days)
    if line and line not in lines_of(ledgers(School.objects.filter(pk=school.pk), year)[school.pk]):
        raise Denied("unknown_line", "Select a line of support that comes with the school's band.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why the school needs extra days.")
    extra = ExtraDays.objects.create(
        school=school, academic_year=year, line=line, days=days, reason=reason.strip(), approved_by=by, approved_on=on
    )
    _record("extra_days.approved", extra, by=by, reason=extra.reason)
    tell_approved(extra, by=by, on=on)
    return extra


@transaction.atomic
def withdraw(extra: ExtraDays, *, reason: str, by: User, on: date) -> ExtraDays:
    """Withdraw extra days that were approved; they stay on record with who did it and why.

    Raises Denied("not_allowed", "taken_back", "no_reason").
    """
    extra = ExtraDays.objects.select_for_update(of=("self",)).select_related("school").get(pk=extra.pk)
    check_may_approve(by=by, on=on)
    check_withdraw(extra)
    if not reason.strip():
        raise Denied("no_reason", "Enter why you are withdrawing the days.")
    _record("extra_days.withdrawn", extra, by=by, reason=reason.strip())
    extra.withdrawn_on, extra.withdrawn_by, extra.withdrawn_reason = on, by, reason.strip()
    extra.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    tell_withdrawn(extra, by=by, on=on)
    return extra


def _record(kind: str, extra: ExtraDays, *, by: User, reason: str) -> None:
    events.record(
        kind,
        subject=extra,
        by=by,
        scope=scope(extra.school),
        reason=reason,
        days=plain(extra.days),
        line=extra.line,
        year=label(extra.academic_year),
    )
