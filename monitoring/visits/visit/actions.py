"""Plan, move, record, cancel, undo and correct visits."""

from dataclasses import fields
from datetime import date
from typing import Any

from django.db import transaction

from schools.models import School
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.deadlines import actions as deadlines
from sil.workflow import Denied, Transition, require_confirmation

from ..models import Report, Visit
from ..states import WAS, VisitState
from .notifications import tell_cancelled, tell_moved, tell_planned, tell_undone
from .permissions import check_change, check_correct, check_plan
from .policies import (
    VisitDates,
    VisitDetails,
    check_dates,
    check_details,
    check_took_place,
    check_undo,
    check_unwritten,
    dates_of,
    framework_version_of,
    owes_report,
    row_for,
)
from .queries import clashes

# What can be changed while a visit is planned, and once it was held.
OF_A_PLAN = ("kind", "mode", "days", "purpose", "priorities", "lead", "others")
OF_A_RECORD = ("mode", "days", "met", "priorities")
OF_A_CORRECTION = ("kind", *OF_A_RECORD, "lead", "others")


@transaction.atomic
def plan(school: School, *, dates: VisitDates, details: VisitDetails, by: User, on: date, sure: str = "") -> Visit:
    """Plan a visit; whoever leads the school is told.

    Raises Denied("not_the_visitor", "closed"), those of the policies, and Denied("sure") with the visits
    that cannot both be, unless `sure` is exactly that sentence.
    """
    visit = _new_visit(school, dates, details, by=by, on=on)
    require_confirmation(clashes(school, details.lead, dates, days=details.days), sure)
    _create(visit, details)
    record_event("visit.planned", visit, by=by, lead=visit.lead.name)
    tell_planned(visit, by=by, on=on)
    return visit


@transaction.atomic
def plan_chosen(school: School, *, dates: VisitDates, details: VisitDetails, by: User, on: date) -> Visit:
    """Plan a visit at a time that was offered and chosen. The caller has asked whether `by` may choose, has looked for
    what is beside it, and tells everybody. Raises Denied("closed") and those of the policies."""
    visit = _new_visit(school, dates, details, by=by, on=on, chosen=True)
    _create(visit, details)
    record_event("visit.planned", visit, by=by, lead=visit.lead.name)
    return visit


@transaction.atomic
def record(school: School, *, dates: VisitDates, details: VisitDetails, by: User, on: date, sure: str = "") -> Visit:
    """Record a visit that was held and had not been planned here. Raises Denied as `plan` and `hold` do."""
    visit = _new_visit(school, dates, details, by=by, on=on)
    check_took_place(dates, on)
    require_confirmation(clashes(school, details.lead, dates, days=details.days), sure)
    _create(visit, details)
    _hold(visit, row_for(visit, "hold"), by=by, on=on)
    return visit


@transaction.atomic
def reschedule(visit: Visit, *, dates: VisitDates, reason: str, by: User, on: date, sure: str = "") -> Visit:
    """Move a planned visit to other dates or another hour. Raises Denied("no_change") and those of `plan`."""
    visit, row = _locked(visit, "reschedule", by=by, on=on)
    before = dates_of(visit)
    if dates == before:
        raise Denied("no_change", "The visit is already planned for this day and time.")
    set_dates(visit, dates)
    require_confirmation(clashes(visit.school, visit.lead, dates, days=visit.days, but=visit), sure)
    move(visit, row, by=by, reason=reason, old_day=before.words, old=dates_as_data(before), new=dates_as_data(dates))
    tell_moved(visit, before=before, by=by, reason=reason, on=on)
    return visit


@transaction.atomic
def hold(visit: Visit, *, dates: VisitDates, details: VisitDetails, by: User, on: date, sure: str = "") -> Visit:
    """Record a planned visit as held; the period for the report starts on its last day.

    Raises Denied("not_the_visitor", "wrong_state", "not_yet") and those of the policies.
    """
    visit, row = _locked(visit, "hold", by=by, on=on)
    check_took_place(dates, on)
    before = dates_of(visit)
    if dates != before:
        require_confirmation(clashes(visit.school, visit.lead, dates, days=details.days, but=visit), sure)
    set_dates(visit, dates)
    check_details(details, visit.framework_version)
    for name in OF_A_RECORD:
        setattr(visit, name, _stored(name, details))
    moved = {"old": dates_as_data(before), "new": dates_as_data(dates)} if dates != before else {}
    _hold(visit, row, by=by, on=on, **moved)
    return visit


@transaction.atomic
def cancel(visit: Visit, *, reason: str, ended_by: str, by: User, on: date) -> Visit:
    """Cancel a planned visit; `ended_by` says who cancelled it. The school is told where it had been told of the visit.
    Raises Denied("not_the_visitor", "wrong_state")."""
    visit, row = _locked(visit, "cancel", by=by, on=on)
    visit.reason, visit.ended_by = reason, ended_by
    move(visit, row, by=by, reason=f"{ended_by}: {reason}" if ended_by else reason)
    tell_cancelled(visit, by=by, on=on)
    return visit


@transaction.atomic
def miss(visit: Visit, *, reason: str, by: User, on: date) -> Visit:
    """Record that a planned visit did not take place. Raises Denied("not_yet") before its first day, and those of
    `cancel`."""
    visit, row = _locked(visit, "miss", by=by, on=on)
    if visit.starts_on > on:
        raise Denied("not_yet", "This visit is still to come. You can move or cancel it.")
    visit.reason = reason
    move(visit, row, by=by, reason=reason)
    return visit


@transaction.atomic
def undo(visit: Visit, *, reason: str, by: User, on: date) -> Visit:
    """Make a visit planned again that was recorded as held, cancelled or missed by mistake. The period for its report
    ends; what was written of the report is kept for when the visit is held.

    Raises Denied("not_the_visitor", "wrong_state", "issued", "being_checked").
    """
    visit = lock(visit)
    check_correct(visit, by=by, on=on)
    report = Report.objects.select_for_update().filter(visit=visit).first()
    row = check_undo(visit, report.status if report else "", "undo")
    was = VisitState(visit.status)
    visit.held_recorded_at, visit.reason, visit.ended_by = None, "", ""
    move(visit, row, by=by, reason=reason, was=WAS[was])
    deadlines.end(visit, rule="visit_report", on=on, met=False)
    tell_undone(visit, was=was, by=by, reason=reason, on=on)
    return visit


@transaction.atomic
def change(visit: Visit, *, details: VisitDetails, by: User, on: date, reason: str = "") -> Visit:
    """Change the details of a planned visit, or correct those of a visit that was held; the history keeps old and new.
    Raises Denied("wrong_state", "no_change") and those of the policies."""
    visit = lock(visit)
    if visit.is_planned:
        check_change(visit, by=by, on=on)
    elif visit.is_held:
        check_correct(visit, by=by, on=on)
    else:
        raise Denied("wrong_state", "This visit did not take place, so there is nothing to correct.")
    check_details(details, visit.framework_version)
    names = OF_A_PLAN if visit.is_planned else OF_A_CORRECTION
    before, after = _values(details_of(visit), names), _values(details, names)
    changed = [name for name in names if before[name] != after[name]]
    if not changed:
        raise Denied("no_change", "You have not changed anything.")
    for name in changed:
        if name == "others":
            visit.others.set(details.others)
        else:
            setattr(visit, name, _stored(name, details))
    visit.sequence += 1
    visit.save()
    if visit.is_held and "kind" in changed:
        _owe_as_kind_says(visit, on)
    old, new = ({_NAMES.get(n, n): values[n] for n in changed} for values in (before, after))
    record_event("visit.changed", visit, by=by, reason=reason, old=old, new=new)
    return visit


def hand_to(visit: Visit, lead: User, *, by: User | None) -> None:
    """Give a planned visit another lead, as part of a handover that was allowed. The caller holds the row."""
    old = visit.lead
    visit.others.remove(lead)
    visit.lead = lead
    visit.sequence += 1
    visit.save(update_fields=["lead", "sequence"])
    record_event("visit.changed", visit, by=by, old={"lead": old.name}, new={"lead": lead.name})


def details_of(visit: Visit) -> VisitDetails:
    """Return the details on record of a visit."""
    plain = {each.name: getattr(visit, each.name) for each in fields(VisitDetails) if each.name != "others"}
    plain["priorities"] = tuple(visit.priorities)
    return VisitDetails(**plain, others=tuple(visit.others.order_by("name", "pk")))


def _new_visit(
    school: School, dates: VisitDates, details: VisitDetails, *, by: User, on: date, chosen: bool = False
) -> Visit:
    """A visit that may be made, not written yet; the school is locked, so that two at once see each other."""
    school = School.objects.select_for_update().get(pk=school.pk)
    if not chosen:
        check_plan(school, by=by, on=on)
    if not school.is_open and dates.starts_on >= on:
        raise Denied("closed", f"{school.name} has closed, so you cannot plan a visit.")
    check_dates(dates)
    version = framework_version_of(dates)
    check_details(details, version)
    return Visit(
        school=school,
        framework_version=version,
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        starts_at=dates.starts_at,
        planned_by=by,
        planned_at=clock.now(),
        **{each.name: _stored(each.name, details) for each in fields(VisitDetails) if each.name != "others"},
    )


def _create(visit: Visit, details: VisitDetails) -> None:
    visit.save()
    visit.others.set(details.others)


def lock(visit: Visit) -> Visit:
    related = Visit.objects.select_related("school", "lead", "framework_version")
    found = related.select_for_update(of=("self",)).get(pk=visit.pk)
    require_as_shown(found)
    return found


def _locked(visit: Visit, action: str, *, by: User, on: date) -> tuple[Visit, Transition]:
    """The visit with its row locked, once the person may change it, and the row of the act."""
    found = lock(visit)
    check_change(found, by=by, on=on)
    return found, row_for(found, action)


def set_dates(visit: Visit, dates: VisitDates) -> None:
    """Other dates, perhaps of another academic year with another framework."""
    check_dates(dates)
    version = framework_version_of(dates)
    if version != visit.framework_version:
        check_details(details_of(visit), version)
        visit.framework_version = version
    visit.starts_on, visit.ends_on, visit.starts_at = dates.starts_on, dates.ends_on, dates.starts_at


def _hold(visit: Visit, row: Transition, *, by: User, on: date, **facts: object) -> None:
    visit.held_recorded_at = clock.now()
    move(visit, row, by=by, reason="", lead=visit.lead.name, **facts)
    if owes_report(visit):
        _start_report(visit)
    else:
        Report.objects.filter(visit=visit, version=0).delete()


def _start_report(visit: Visit) -> None:
    """One that was begun before the visit was planned again goes on."""
    period = visit.framework.periods.visit_report
    deadlines.start(visit, rule="visit_report", period=period, on=visit.ends_on)
    Report.objects.get_or_create(visit=visit)


def _owe_as_kind_says(visit: Visit, on: date) -> None:
    """After the kind of a held visit was corrected: owe a report, or none. One that was written is not thrown away."""
    report = Report.objects.select_for_update().filter(visit=visit).first()
    if owes_report(visit):
        if report is None:
            _start_report(visit)
        return
    check_unwritten(report)
    if report:
        report.delete()
        deadlines.end(visit, rule="visit_report", on=on, met=False)


def move(visit: Visit, row: Transition, *, by: User, reason: str = "", **facts: object) -> None:
    """Record the event, which the trigger asks for, and change the status. `facts` fill its sentence."""
    moves = (visit.status, row.target) if row.target != visit.status else None
    record_event(row.event, visit, by=by, reason=reason, status=moves, **facts)
    visit.status = row.target
    visit.sequence += 1
    visit.save()


def record_event(
    event: str,
    visit: Visit,
    *,
    by: User | None,
    reason: str = "",
    status: tuple[str, str] | None = None,
    **facts: object,
) -> None:
    events.record(
        event,
        subject=visit,
        by=by,
        scope=scope(visit.school),
        reason=reason,
        status=status,
        kind_name=visit.kind_name,
        day=dates_of(visit).words,
        **facts,
    )


def dates_as_data(dates: VisitDates) -> dict[str, str]:
    hour = f"{dates.starts_at:%H:%M}" if dates.starts_at else ""
    return {"first_day": dates.starts_on.isoformat(), "last_day": dates.ends_on.isoformat(), "hour": hour}


_NAMES = {"met": "people_met", "days": "length", "others": "taking_part"}


def _values(details: VisitDetails, names: tuple[str, ...]) -> dict[str, Any]:
    """In words for the history, and so that equal ones are equal."""
    said = {
        "days": f"{details.days.normalize():f}",
        "priorities": ", ".join(sorted(details.priorities)),
        "lead": details.lead.name,
        "others": ", ".join(sorted(user.name for user in details.others)),
    }
    return {name: said[name] if name in said else getattr(details, name) for name in names}


def _stored(name: str, details: VisitDetails) -> object:
    value = getattr(details, name)
    return list(value) if name == "priorities" else value
