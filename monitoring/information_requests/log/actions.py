"""Log a request for information, stop and start its time, extend it, and close it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from schools.models import School
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.rules import Due, recorded_calendar
from sil.deadlines.working_days import CalendarIncomplete
from sil.workflow import Denied, find

from ..events import SCOPE
from ..law import EXEMPTIONS
from ..models import InformationRequest
from ..states import RequestState
from ..transitions import ROWS
from .limits import FURTHER_MONTHS, MONTHS, WORKING_DAYS, limit
from .permissions import check_keep, check_not_about
from .policies import MOVED, check_act, check_day


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was asked: by whom, how to reach them, about whom or what (at most one of the three), in which words."""

    kind: str
    asker: str
    reach: str
    wanted: str
    received_on: date
    person: User | None = None
    named: str = ""
    school: School | None = None


@transaction.atomic
def log(said: Said, *, by: User, on: date) -> InformationRequest:
    """Record a request, from whose receipt its time runs. Raises Denied("not_allowed",
    "oneself", "day", "calendar")."""
    check_keep(by=by, on=on)
    check_not_about(said.person, by=by)
    _check_received(said.received_on, on)
    made = InformationRequest(
        **_columns(said), counts_from=said.received_on, logged_by=by, logged_on=on, status=RequestState.OPEN
    )
    due = _count(made)
    made.due_on = due.due
    made.save()
    _record("logged", made, by=by, what=made.get_kind_display().lower(), due=in_words(due.due))
    _start(made, due)
    return made


@transaction.atomic
def correct(request: InformationRequest, said: Said, *, reason: str, by: User, on: date) -> InformationRequest:
    """Correct what was entered, with the reason; its time is counted again where the day changed. Raises
    Denied("not_allowed", "wrong_state", "kind", "day", "calendar")."""
    request = _locked(request, "correct", by=by, on=on)
    check_not_about(said.person, by=by)
    _check_received(said.received_on, on)
    if said.kind != request.kind:
        raise Denied("kind", "The kind cannot be changed. Withdraw this request and log another.")
    was, about = request.received_on, (request.person_id, request.school_id, request.named)
    for name, value in _columns(said).items():
        setattr(request, name, value)
    _record(
        "corrected", request, by=by, reason=reason.strip(), received_on=(was.isoformat(), said.received_on.isoformat())
    )
    if about != (request.person_id, request.school_id, request.named):
        # What was collected is of somebody else.
        request.items.all().delete()
        request.collections.all().delete()
    if was != said.received_on and request.counts_from == was:
        request.counts_from = said.received_on
        if request.status == RequestState.OPEN and not request.extended_until:
            _restart(request)
    request.save()
    return request


@transaction.atomic
def clarify(request: InformationRequest, *, day: date, text: str, by: User, on: date) -> InformationRequest:
    """Record that clarification was asked for, so that the time stops. Raises Denied("not_allowed", "wrong_state",
    "day")."""
    request = _locked(request, "clarify", by=by, on=on)
    check_day(request, day, on=on)
    _move(request, "clarify", by=by, reason=text)
    request.stopped_on, request.due_on, request.clarification = day, None, text.strip()
    request.save()
    deadlines.end(request, rule=request.kind, on=day, met=False)
    return request


@transaction.atomic
def clarified(request: InformationRequest, *, day: date, text: str, by: User, on: date) -> InformationRequest:
    """Record that the clarification is there. Of freedom of information the time runs anew from that day (section
    10(6)(b)); of subject access the days between do not count (Article 12A). Raises Denied("not_allowed",
    "wrong_state", "day", "calendar")."""
    request = _locked(request, "clarified", by=by, on=on)
    check_day(request, day, on=on)
    assert request.stopped_on is not None, "a constraint asks for it"
    stopped = (day - request.stopped_on).days
    if request.is_access:
        request.stopped_days += stopped
    else:
        request.counts_from, request.extended_until = day, None
    request.stopped_on = None
    due = _count(request)
    _move(request, "clarified", by=by, reason=text, due=in_words(due.due))
    _restart(request, due)
    request.save()
    return request


@transaction.atomic
def identity(
    request: InformationRequest, *, day: date, text: str, was_asked: bool, by: User, on: date
) -> InformationRequest:
    """Record how it is known who asks. Where proof had to be asked for, the time runs from the day on which it came
    (UK GDPR, Article 12A). Raises Denied("not_allowed", "wrong_state", "not_access", "checked", "day", "calendar")."""
    request = _locked(request, "identity", by=by, on=on)
    check_day(request, day, on=on)
    request.identity_on, request.identity_how = day, text.strip()
    starts_anew = was_asked and request.status == RequestState.OPEN and not request.extended_until
    if was_asked:
        request.counts_from = day
    due = _count(request) if starts_anew else None
    until = due.due if due else request.due_on
    said = in_words(until) if until else "the time stands still"
    _record("identity", request, by=by, reason=text.strip(), due=said)
    if due:
        _restart(request, due)
    request.save()
    return request


@transaction.atomic
def extend(
    request: InformationRequest, *, reason: str, until: date | None = None, by: User, on: date
) -> InformationRequest:
    """Extend the time: by two months for subject access, which has to be told within the first (Article 12(3)); for
    freedom of information until a day, while the public interest is weighed (section 10(3)). Raises
    Denied("not_allowed", "wrong_state", "extended", "stopped", "too_late", "no_day", "day", "calendar")."""
    request = _locked(request, "extend", by=by, on=on)
    assert request.due_on is not None, "its time runs"
    if on > request.due_on:
        raise Denied("too_late", "The time is over, so it cannot be extended any more.")
    if request.is_access:
        found = _count(request, months=MONTHS + FURTHER_MONTHS).due
    elif until is None:
        raise Denied("no_day", "Enter the day until which you need.")
    elif until <= request.due_on:
        raise Denied("day", f"Enter a day after {in_words(request.due_on)}.")
    else:
        found = until
    _record("extended", request, by=by, reason=reason.strip(), due=in_words(found))
    deadlines.extend(request, rule=request.kind, until=found, why=f"Extended until {in_words(found)}: {reason.strip()}")
    request.extended_until, request.extension_reason, request.due_on = found, reason.strip(), found
    request.save()
    return request


@transaction.atomic
def close(
    request: InformationRequest, act: str, *, day: date, text: str, exemption: str = "", by: User, on: date
) -> InformationRequest:
    """Record that a request was answered, refused with an exemption, or withdrawn: `act` is "answer", "refuse" or
    "withdraw". Raises Denied("not_allowed", "wrong_state", "identity", "day", "exemption")."""
    request = _locked(request, act, by=by, on=on)
    check_day(request, day, on=on)
    if (act == "refuse") != bool(exemption) or (exemption and request.kind not in EXEMPTIONS[exemption].kinds):
        raise Denied("exemption", "Select the exemption by which you refuse.")
    said = {"exemption": str(EXEMPTIONS[exemption])} if exemption else {}
    _move(request, act, by=by, reason=text, **said)
    request.closed_on, request.outcome, request.exemption = day, text.strip(), exemption
    request.stopped_on = None
    request.save()
    deadlines.end(request, rule=request.kind, on=day, met=act != "withdraw")
    return request


@transaction.atomic
def reopen(request: InformationRequest, *, reason: str, by: User, on: date) -> InformationRequest:
    """Open a closed request again, since it was closed by mistake or has to be looked at once more. Its time is what it
    was. Raises Denied("not_allowed", "wrong_state", "calendar")."""
    request = _locked(request, "reopen", by=by, on=on)
    due = _count(request)
    until = request.extended_until or due.due
    _move(request, "reopen", by=by, reason=reason, due=in_words(until))
    request.closed_on, request.outcome, request.exemption = None, "", ""
    _restart(request, Due(due.rule, due.starts, until, due.basis))
    request.save()
    return request


def _columns(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in Said.__dataclass_fields__}


def _check_received(day: date, on: date) -> None:
    if day > on:
        raise Denied("day", "Enter today or a day that has passed.")


def _locked(request: InformationRequest, act: str, *, by: User, on: date) -> InformationRequest:
    check_keep(by=by, on=on)
    found = InformationRequest.objects.select_for_update().get(pk=request.pk)
    check_not_about(found.person, by=by)
    check_act(found, act)
    return found


def _move(request: InformationRequest, act: str, *, by: User, reason: str, **said: Any) -> None:
    before = request.status
    row = find(ROWS, action=act, source=before, refusal=MOVED)
    _record(row.event.split(".")[1], request, by=by, reason=reason.strip(), status=(before, row.target), **said)
    request.status = row.target


def _record(event: str, request: InformationRequest, *, by: User, **said: Any) -> None:
    events.record(f"information_request.{event}", subject=request, by=by, scope=SCOPE, number=request.pk, **said)


def _count(request: InformationRequest, *, months: int = MONTHS) -> Due:
    try:
        calendar = recorded_calendar()
        return limit(request.kind, request.counts_from, calendar, stopped_days=request.stopped_days, months=months)
    except CalendarIncomplete as error:
        raise Denied("calendar", f"{error} An administrator has to record them first.") from error


def _restart(request: InformationRequest, due: Due | None = None) -> None:
    """Let the time run anew. The event is recorded before."""
    due = due or _count(request)
    request.due_on = due.due
    _start(request, due)


def _start(request: InformationRequest, due: Due) -> None:
    counted = (MONTHS, "month") if request.is_access else (WORKING_DAYS, "working")
    deadlines.start_counted(request, due, count=counted[0], unit=counted[1])
