"""Ask for extra days for a school, and approve or decline what was asked."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.framework.schema import plain
from sil.framework.years import academic_year, label
from sil.workflow import Denied

from ..days import actions as days_actions
from ..days.permissions import check_may_approve, check_may_ask
from ..days.policies import check_amount
from ..days.queries import ledgers, lines_of
from ..models import ExtraDaysRequest
from . import declined
from .notifications import tell_approved, tell_asked, tell_declined


@transaction.atomic
def ask(school: School, *, line: str, days: Decimal, reason: str, by: User, on: date) -> ExtraDaysRequest:
    """Ask for extra days in this academic year, for a line of the school's band or ("") for none. The Principal Officer
    is told.

    Raises Denied("not_the_partner", "asked_already", "not_half_days", "unknown_line", "no_reason").
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    check_may_ask(school, by=by, on=on)
    year = academic_year(on)
    if there := ExtraDaysRequest.objects.filter(school=school, academic_year=year, answered_on=None).first():
        by_whom = f"{there.asked_by.name} has asked for {plain(there.days)} already"
        raise Denied("asked_already", f"{by_whom}. Wait for the answer before you ask for more.")
    check_amount(days)
    if line and line not in lines_of(ledgers(School.objects.filter(pk=school.pk), year)[school.pk]):
        raise Denied("unknown_line", "Select a line of support that comes with the school's band.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why the school needs extra days.")
    made = ExtraDaysRequest.objects.create(
        school=school, academic_year=year, line=line, days=days, reason=reason.strip(), asked_by=by, asked_on=on
    )
    _record("extra_days.asked", made, by=by, reason=made.reason)
    tell_asked(made, on=on)
    return made


@transaction.atomic
def approve(asked: ExtraDaysRequest, *, reason: str, by: User, on: date) -> ExtraDaysRequest:
    """Approve the days that were asked for; they count at once, and the school is told as of any extra days. The reason
    that was asked with stays on record where none is given. Raises Denied("answered") and those of `days.approve`."""
    asked = _locked(asked, by=by, on=on)
    why = reason.strip() or asked.reason
    _record("extra_days.request_approved", asked, by=by, reason=reason.strip())
    asked.extra = days_actions.approve(
        asked.school, year=asked.academic_year, line=asked.line, days=asked.days, reason=why, by=by, on=on
    )
    _answer(asked, reason, by=by, on=on)
    tell_approved(asked, by=by)
    return asked


@transaction.atomic
def decline(asked: ExtraDaysRequest, *, reason: str, by: User, on: date) -> ExtraDaysRequest:
    """Decline a request; who asked is told why. Raises Denied("not_allowed", "answered", "no_reason")."""
    asked = _locked(asked, by=by, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why you are declining the request.")
    _record("extra_days.request_declined", asked, by=by, reason=reason.strip())
    _answer(asked, reason, by=by, on=on)
    tell_declined(asked, by=by)
    declined.tell_declined(asked, by, on)
    return asked


def _locked(asked: ExtraDaysRequest, *, by: User, on: date) -> ExtraDaysRequest:
    related = ExtraDaysRequest.objects.select_related("school", "asked_by")
    found = related.select_for_update(of=("self",)).get(pk=asked.pk)
    require_as_shown(found)
    check_may_approve(by=by, on=on)
    if found.answered_on:
        raise Denied("answered", "This request has already been answered.")
    return found


def _answer(asked: ExtraDaysRequest, answer: str, *, by: User, on: date) -> None:
    asked.answered_by, asked.answered_on, asked.answer = by, on, answer.strip()
    asked.save(update_fields=["answered_by", "answered_on", "answer", "extra"])


def _record(kind: str, asked: ExtraDaysRequest, *, by: User, reason: str) -> None:
    events.record(
        kind,
        subject=asked,
        by=by,
        scope=scope(asked.school),
        reason=reason,
        days=plain(asked.days),
        line=asked.line,
        year=label(asked.academic_year),
    )
