"""Ask for something under the offer, arrange it, decline it, withdraw it."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import transaction

from monitoring.visits.models import Visit
from monitoring.visits.visit import actions as visits
from monitoring.visits.visit.policies import VisitDates, VisitDetails
from monitoring.visits.visit.queries import told_at_school
from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import weekday_in_words
from sil.deadlines import actions as deadlines
from sil.workflow import Denied, Transition, find

from ..booking.queries import entitlement_of
from ..models import OfferRequest
from ..sent import ASKED, WITHDRAWN
from ..transitions import DEADLINE, REQUEST_ROWS
from .notifications import (
    RequestArranged,
    RequestAsked,
    RequestDeclined,
    RequestWithdrawn,
    give_request_receipt,
    tell_officers,
    tell_school,
)
from .permissions import check_answer, check_ask
from .policies import check_days, check_links, check_offered, check_withdraws, line_of, period_of, visit_kind_of
from .queries import days_of

ZERO = Decimal(0)
_ENDED = "This request has already been answered or withdrawn."


@transaction.atomic
def ask(school: School, offer: str, *, details: str, wished: str, by: User, on: date) -> OfferRequest:
    """Ask for something under the offer, by the id of the offer. It is answered within the days of the framework file.

    Raises Denied("not_the_school", "not_offered", "no_band", "no_extra_days", "no_details").
    """
    check_ask(school, by=by, on=on)
    given = entitlement_of(school, on)
    found = check_offered(offer, given)
    row = days_of(school, line_of(found, given.framework), on)
    check_days(found, given, row.allowed if row else ZERO)
    if not details.strip():
        raise Denied("no_details", "Enter what the school needs.")
    made = OfferRequest.objects.create(
        school=school,
        offer=offer,
        what=found.text,
        details=details.strip(),
        wished=wished.strip(),
        asked_by=by,
        asked_on=on,
    )
    events.record("offer_request.asked", subject=made, by=by, scope=scope(school), what=made.what)
    deadlines.start(made, rule=DEADLINE, period=period_of(found), on=on)
    tell_officers(RequestAsked, made, on=on)
    give_request_receipt(ASKED, made, by=by, on=on)
    return made


@transaction.atomic
def arrange(asked: OfferRequest, *, day: date, answer: str, by: User, on: date) -> OfferRequest:
    """Arrange what was asked for without a visit, or move it to another day. A visit that was to come of it is left as
    it is. Raises Denied("not_the_officer", "changed", "wrong_state", "past", "no_change")."""
    asked = _locked(asked)
    check_answer(asked.school, by=by, on=on)
    row = find(REQUEST_ROWS, action="arrange", source=asked.status, refusal=_ENDED)
    if day < on:
        raise Denied("past", "The day must be today or in the future.")
    if asked.visit is None and (asked.day, asked.answer) == (day, answer.strip()):
        raise Denied("no_change", "Change the day or the answer. Nothing has been changed.")
    again, old = asked.is_arranged, {"day": str(asked.day or ""), "answer": asked.answer}
    _record(row, asked, by=by, day=weekday_in_words(day), old=old)
    asked.day, asked.visit = day, None
    _answer(asked, row, answer, by=by, on=on)
    tell_school(RequestArranged, asked, by=by, on=on, again=again)
    return asked


@transaction.atomic
def plan_visit(
    asked: OfferRequest, *, dates: VisitDates, details: VisitDetails, answer: str, by: User, on: date, sure: str = ""
) -> OfferRequest:
    """Plan the visit that comes of a request. Whoever leads the school is told of the visit; so is whoever asked, where
    they do not lead it.

    Raises Denied("not_the_officer", "changed", "wrong_state"), Denied("has_visit") while another one stands,
    Denied("no_kind") for a kind that uses other days, and those of `plan` in `monitoring/visits/visit/actions`.
    """
    asked = _locked(asked)
    check_answer(asked.school, by=by, on=on)
    row = find(REQUEST_ROWS, action="plan", source=asked.status, refusal=_ENDED)
    if asked.has_visit:
        raise Denied("has_visit", "A visit for this request is planned or was held. You can move it on its own page.")
    kind = visit_kind_of(asked, entitlement_of(asked.school, on))
    if kind and details.kind != kind:
        raise Denied("no_kind", "Select the kind of visit that the framework names for this request.")
    visit = visits.plan(asked.school, dates=dates, details=details, by=by, on=on, sure=sure)
    told = [each.user.pk for each in told_at_school(visit, asked.school)]
    return _lead_to(asked, row, visit, answer, by=by, on=on, told=told)


@transaction.atomic
def link_visit(asked: OfferRequest, visit: Visit, *, answer: str, by: User, on: date) -> OfferRequest:
    """Arrange a request by a visit that is planned already. Whoever asked is told.

    Raises Denied("not_the_officer", "changed", "wrong_state", "no_change"), and those of `check_links`.
    """
    asked = _locked(asked)
    check_answer(asked.school, by=by, on=on)
    row = find(REQUEST_ROWS, action="link", source=asked.status, refusal=_ENDED)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("framework_version").get(pk=visit.pk)
    check_links(asked, visit, visit_kind_of(asked, entitlement_of(asked.school, on)))
    if (asked.visit_id, asked.answer) == (visit.pk, answer.strip()):
        raise Denied("no_change", "Select another visit or change the answer. Nothing has been changed.")
    return _lead_to(asked, row, visit, answer, by=by, on=on)


@transaction.atomic
def decline(asked: OfferRequest, *, answer: str, by: User, on: date) -> OfferRequest:
    """Decline what was asked for, with a reason. Raises Denied("not_the_officer", "changed", "wrong_state",
    "no_reason")."""
    asked = _locked(asked)
    check_answer(asked.school, by=by, on=on)
    row = find(REQUEST_ROWS, action="decline", source=asked.status, refusal=_ENDED)
    if not answer.strip():
        raise Denied("no_reason", "Enter why you are declining the request.")
    _record(row, asked, by=by, reason=answer.strip())
    _answer(asked, row, answer, by=by, on=on)
    tell_school(RequestDeclined, asked, by=by, on=on)
    return asked


@transaction.atomic
def withdraw(asked: OfferRequest, *, reason: str, by: User, on: date) -> OfferRequest:
    """Withdraw a request of one's school. Raises Denied("not_the_school", "changed", "ended", "past")."""
    asked = _locked(asked)
    check_ask(asked.school, by=by, on=on)
    check_withdraws(asked, on)
    row = find(REQUEST_ROWS, action="withdraw", source=asked.status, refusal=_ENDED)
    _record(row, asked, by=by, reason=reason.strip())
    asked.status = row.target
    asked.save(update_fields=["status"])
    deadlines.end(asked, rule=DEADLINE, on=on, met=False)
    tell_officers(RequestWithdrawn, asked, on=on)
    give_request_receipt(WITHDRAWN, asked, by=by, on=on)
    return asked


def _lead_to(
    asked: OfferRequest,
    row: Transition,
    visit: Visit,
    answer: str,
    *,
    by: User,
    on: date,
    told: Collection[int] = (),
) -> OfferRequest:
    """Record that a visit comes of a request. `told` are the keys of those who have been told of the visit itself."""
    again, old = asked.is_arranged, {"day": str(asked.takes_place or ""), "answer": asked.answer}
    day = weekday_in_words(visit.starts_on)
    _record(row, asked, by=by, day=day, kind_name=visit.kind_name, visit=visit.pk, old=old)
    asked.day, asked.visit = visit.starts_on, visit
    _answer(asked, row, answer, by=by, on=on)
    tell_school(RequestArranged, asked, by=by, on=on, again=again, told=told)
    return asked


def _locked(asked: OfferRequest) -> OfferRequest:
    related = OfferRequest.objects.select_related("school", "asked_by", "visit__framework_version")
    found = related.select_for_update(of=("self",)).get(pk=asked.pk)
    require_as_shown(found)
    return found


def _answer(asked: OfferRequest, row: Transition, answer: str, *, by: User, on: date) -> None:
    asked.status, asked.answer, asked.answered_by, asked.answered_on = row.target, answer.strip(), by, on
    asked.save(update_fields=["status", "answer", "answered_by", "answered_on", "day", "visit"])
    deadlines.end(asked, rule=DEADLINE, on=on, met=True)


def _record(row: Transition, asked: OfferRequest, *, by: User, reason: str = "", **said: object) -> None:
    status = (asked.status, row.target)
    events.record(
        row.event,
        subject=asked,
        by=by,
        scope=scope(asked.school),
        status=status,
        reason=reason,
        what=asked.what,
        **said,
    )
