"""Ask for more time to answer, withdraw that, and give it or not."""

from datetime import date

from django.db import transaction

from schools.models import AssignmentRole
from schools.queries import scope, works_with
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words, weekday_in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.models import Deadline
from sil.framework.years import label
from sil.workflow import Denied, can

from ..allocation.actions import lock
from ..allocation.permissions import check_answer
from ..allocation.queries import open_period
from ..models import Allocation, TimeRequest
from .notifications import ASKED, WITHDRAWN, TimeAsked, TimeWithdrawn, receipt, tell_partner, tell_school
from .permissions import check_give
from .policies import check_day, check_open

_S = TimeRequest.Outcome


def check_ask(allocation: Allocation, *, by: User, on: date) -> Deadline:
    """Return the period for the school's answer, for which a person can ask for more time. Raises
    Denied("not_waiting", "late", "given", "asked_already") and those of `check_answer`."""
    check_answer(allocation, by=by, on=on)
    deadline = open_period(allocation, "answer") if allocation.awaits_school else None
    if deadline is None:
        raise Denied("not_waiting", "The school has nothing to answer now.")
    if on > deadline.due_on:
        day = weekday_in_words(deadline.due_on)
        raise Denied("late", f"The answer was due by {day}. You can ask for more time only before that.")
    there = allocation.time_requests.all()
    if any(each.given_until == deadline.due_on for each in there):
        raise Denied("given", "More time has already been given for this answer.")
    if any(each.is_open and each.due_on == deadline.due_on for each in there):
        raise Denied("asked_already", "Somebody has already asked for more time. Wait for the answer.")
    return deadline


can_ask = can(check_ask)


@transaction.atomic
def ask(allocation: Allocation, *, day: date, reason: str, by: User, on: date) -> TimeRequest:
    """Ask for more time to answer, until a day. The partner is told. Raises Denied("not_later", "too_long",
    "no_reason") and those of `check_ask`."""
    allocation = lock(allocation)
    deadline = check_ask(allocation, by=by, on=on)
    check_day(day, deadline)
    if not reason.strip():
        raise Denied("no_reason", "Enter why you need more time.")
    # What nobody answered before the day due changed.
    earlier = TimeRequest.objects.filter(allocation=allocation, outcome=_S.OPEN)
    earlier.update(outcome=_S.LAPSED, ended_on=on)
    made = TimeRequest.objects.create(
        allocation=allocation,
        due_on=deadline.due_on,
        wanted_on=day,
        reason=reason.strip(),
        asked_by=by,
        asked_on=on,
    )
    role = _post_of(allocation, by, on)
    _record("allocation.time_asked", made, by=by, reason=made.reason, role=role.lower(), day=in_words(day))
    tell_partner(TimeAsked, made, by=by, role=role, on=on)
    receipt(ASKED, made, by=by, on=on)
    return made


@transaction.atomic
def withdraw(found: TimeRequest, *, by: User, on: date) -> TimeRequest:
    """Withdraw a request that nobody has answered. The partner is told. Raises Denied("answered") and those of
    `check_answer`."""
    found = _locked(found)
    check_answer(found.allocation, by=by, on=on)
    check_open(found)
    role = _post_of(found.allocation, by, on)
    _record("allocation.time_withdrawn", found, by=by, role=role.lower())
    _end(found, _S.WITHDRAWN, by=by, on=on)
    tell_partner(TimeWithdrawn, found, by=by, role=role, on=on)
    receipt(WITHDRAWN, found, by=by, on=on)
    return found


@transaction.atomic
def give(found: TimeRequest, *, day: date, reason: str, by: User, on: date) -> TimeRequest:
    """Give more time, until a day that may be another than the school asked for: the answer is due then, with its
    reminders. Raises Denied("not_later", "too_long") and those of `decline`."""
    found, deadline = _to_answer(found, reason, by=by, on=on)
    check_day(day, deadline)
    _record("allocation.time_given", found, by=by, reason=reason.strip(), day=in_words(day))
    why = f"More time was given on {in_words(on)}: by {in_words(day)}."
    deadlines.extend(found.allocation, rule="answer", until=day, why=why)
    found.given_until = day
    _end(found, _S.GIVEN, by=by, on=on, answer=reason)
    tell_school(found, by=by, role=_title_of(found, by, on), on=on)
    return found


@transaction.atomic
def decline(found: TimeRequest, *, reason: str, by: User, on: date) -> TimeRequest:
    """Say no, with the reason: the day stays. Raises Denied("not_an_officer", "answered", "moved_on", "no_reason")."""
    found, _ = _to_answer(found, reason, by=by, on=on)
    _record("allocation.time_declined", found, by=by, reason=reason.strip())
    _end(found, _S.DECLINED, by=by, on=on, answer=reason)
    tell_school(found, by=by, role=_title_of(found, by, on), on=on)
    return found


def _to_answer(found: TimeRequest, reason: str, *, by: User, on: date) -> tuple[TimeRequest, Deadline]:
    found = _locked(found)
    check_give(found.allocation, by=by, on=on)
    check_open(found)
    deadline = open_period(found.allocation, "answer") if found.allocation.awaits_school else None
    if deadline is None or deadline.due_on != found.due_on:
        raise Denied("moved_on", "The school has answered, or its answer is due on another day now.")
    if not reason.strip():
        raise Denied("no_reason", "Enter the reason for your answer.")
    return found, deadline


def _locked(found: TimeRequest) -> TimeRequest:
    """The request as it stands, with the allocation locked: whoever moves that waits."""
    allocation = lock(found.allocation)
    found = TimeRequest.objects.select_for_update().get(pk=found.pk)
    require_as_shown(found)
    found.allocation = allocation
    return found


def _end(found: TimeRequest, outcome: str, *, by: User, on: date, answer: str = "") -> None:
    found.outcome, found.ended_by, found.ended_on, found.answer = outcome, by, on, answer.strip()
    found.save(update_fields=["outcome", "given_until", "ended_by", "ended_on", "answer"])


def _record(kind: str, found: TimeRequest, *, by: User, reason: str = "", role: str = "", day: str = "") -> None:
    allocation = found.allocation
    events.record(
        kind,
        subject=found,
        by=by,
        scope=scope(allocation.school),
        reason=reason,
        year=label(allocation.round.academic_year),
        role=role,
        day=day,
    )


def _post_of(allocation: Allocation, by: User, on: date) -> str:
    return allocation.framework.title(check_answer(allocation, by=by, on=on).role)


def _title_of(found: TimeRequest, by: User, on: date) -> str:
    is_partner = works_with(by, found.allocation.school, AssignmentRole.SIP, on)
    return found.allocation.framework.title("sip" if is_partner else "principal_officer")
