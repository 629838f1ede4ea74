"""Ask for something under the offer, arrange it, decline it, withdraw it."""

from datetime import date

from django.db import transaction

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
from .policies import check_offered, check_withdraws, period_of

_ENDED = "This request has already been answered or withdrawn."


@transaction.atomic
def ask(school: School, offer: str, *, details: str, wished: str, by: User, on: date) -> OfferRequest:
    """Ask for something under the offer, by the id of the offer. It is answered within the days of the framework file.

    Raises Denied("not_the_school", "not_offered", "no_band", "no_details").
    """
    check_ask(school, by=by, on=on)
    found = check_offered(offer, entitlement_of(school, on))
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
    """Arrange what was asked for, or move it to another day. Raises Denied("not_the_officer", "changed", "wrong_state",
    "past", "no_change")."""
    asked = _locked(asked)
    check_answer(asked.school, by=by, on=on)
    row = find(REQUEST_ROWS, action="arrange", source=asked.status, refusal=_ENDED)
    if day < on:
        raise Denied("past", "The day must be today or in the future.")
    if (asked.day, asked.answer) == (day, answer.strip()):
        raise Denied("no_change", "Change the day or the answer. Nothing has been changed.")
    again, old = asked.is_arranged, {"day": str(asked.day or ""), "answer": asked.answer}
    _record(row, asked, by=by, day=weekday_in_words(day), old=old)
    asked.day = day
    _answer(asked, row, answer, by=by, on=on)
    tell_school(RequestArranged, asked, by=by, on=on, again=again)
    return asked


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


def _locked(asked: OfferRequest) -> OfferRequest:
    related = OfferRequest.objects.select_related("school", "asked_by")
    found = related.select_for_update(of=("self",)).get(pk=asked.pk)
    require_as_shown(found)
    return found


def _answer(asked: OfferRequest, row: Transition, answer: str, *, by: User, on: date) -> None:
    asked.status, asked.answer, asked.answered_by, asked.answered_on = row.target, answer.strip(), by, on
    asked.save(update_fields=["status", "answer", "answered_by", "answered_on", "day"])
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
