"""A school asks its partner for more days of support; the partner passes it on, or says no."""

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
from ..days.policies import check_amount
from ..models import SchoolDaysRequest
from ..requests import actions as requests
from .notifications import PassedOn, SchoolAsked, SchoolDeclined, SchoolWithdrew, tell_partner, tell_school
from .permissions import check_answer, check_leads

_S = SchoolDaysRequest.Outcome


@transaction.atomic
def ask(school: School, *, days: Decimal, reason: str, by: User, on: date) -> SchoolDaysRequest:
    """Ask the partner for more days in this academic year. Raises Denied("not_the_head", "asked_already",
    "not_half_days", "no_reason")."""
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    check_leads(school, by=by, on=on)
    if there := SchoolDaysRequest.objects.filter(school=school, outcome=_S.OPEN).first():
        asked = f"{there.asked_by.name} has already asked for {plain(there.days)}"
        raise Denied("asked_already", f"{asked}. Wait for the answer before you ask for more.")
    check_amount(days)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the school needs more days.")
    made = SchoolDaysRequest.objects.create(
        school=school, academic_year=academic_year(on), days=days, reason=reason.strip(), asked_by=by, asked_on=on
    )
    _record("school_asked", made, by=by, reason=made.reason)
    tell_partner(SchoolAsked, made, by=by, on=on)
    return made


@transaction.atomic
def withdraw(asked: SchoolDaysRequest, *, by: User, on: date) -> SchoolDaysRequest:
    """Withdraw a request that nobody has answered. Raises Denied("not_the_head", "answered")."""
    asked = _locked(asked)
    check_leads(asked.school, by=by, on=on)
    _check_open(asked)
    _record("school_withdrawn", asked, by=by)
    _end(asked, _S.WITHDRAWN, by=by, on=on)
    tell_partner(SchoolWithdrew, asked, by=by, on=on)
    return asked


@transaction.atomic
def pass_on(
    asked: SchoolDaysRequest, *, line: str, days: Decimal, reason: str, by: User, on: date
) -> SchoolDaysRequest:
    """Ask a Principal Officer for the days that a school asks for; whoever approves days approves them at once. Raises
    Denied("not_the_service", "answered") and those of `requests.ask` and `days.approve`."""
    asked = _locked(asked)
    approves = check_answer(asked.school, by=by, on=on)
    _check_open(asked)
    if approves:
        _record("school_approved", asked, by=by)
        asked.extra = days_actions.approve(
            asked.school, year=academic_year(on), line=line, days=days, reason=reason, by=by, on=on
        )
        _end(asked, _S.APPROVED, by=by, on=on)
        return asked
    _record("school_passed_on", asked, by=by)
    asked.request = requests.ask(asked.school, line=line, days=days, reason=reason, by=by, on=on)
    _end(asked, _S.PASSED_ON, by=by, on=on)
    tell_school(PassedOn, asked, by=by, on=on)
    return asked


@transaction.atomic
def decline(asked: SchoolDaysRequest, *, reason: str, by: User, on: date) -> SchoolDaysRequest:
    """Say no, with the reason. Raises Denied("not_the_service", "answered", "no_reason")."""
    asked = _locked(asked)
    check_answer(asked.school, by=by, on=on)
    _check_open(asked)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the school does not get more days.")
    _record("school_declined", asked, by=by, reason=reason.strip())
    _end(asked, _S.DECLINED, by=by, on=on, answer=reason.strip())
    tell_school(SchoolDeclined, asked, by=by, on=on)
    return asked


def _locked(asked: SchoolDaysRequest) -> SchoolDaysRequest:
    related = SchoolDaysRequest.objects.select_related("school", "asked_by")
    found = related.select_for_update(of=("self",)).get(pk=asked.pk)
    require_as_shown(found)
    return found


def _check_open(asked: SchoolDaysRequest) -> None:
    if not asked.is_open:
        raise Denied("answered", "This request has already been answered or withdrawn.")


def _end(asked: SchoolDaysRequest, outcome: str, *, by: User, on: date, answer: str = "") -> None:
    asked.outcome, asked.ended_by, asked.ended_on, asked.answer = outcome, by, on, answer
    asked.save(update_fields=["outcome", "ended_by", "ended_on", "answer", "request", "extra"])


def _record(kind: str, asked: SchoolDaysRequest, *, by: User, reason: str = "") -> None:
    events.record(
        f"extra_days.{kind}",
        subject=asked,
        by=by,
        scope=scope(asked.school),
        reason=reason,
        days=plain(asked.days),
        year=label(asked.academic_year),
    )
