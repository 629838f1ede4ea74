"""Put a visit right: its date, its school, or that there was none."""

from datetime import date

from django.db import transaction

from schools.models import School
from sil.accounts.models import User
from sil.deadlines import actions as deadlines
from sil.letters.models import Letter
from sil.workflow import Denied, require_confirmation

from ..agreed.actions import move_agreed
from ..follow_ups.sources import follow
from ..models import Prompts, Report, Visit
from ..report.actions.issuing import issue_for_moved
from ..report.actions.withdrawing import move_to_draft, take_off_record
from ..report.actions.writing import lock as lock_report
from ..report.actions.writing import rule_of
from ..report.notifications import SentByMistake, tell_who_had
from ..report.permissions import check_withdraw
from ..states import SHOWN, ReportState
from ..visit.actions import dates_as_data, lock, move, record_event, set_dates
from ..visit.notifications import (
    school_knows,
    tell_at_another_school,
    tell_mistaken,
    tell_planned,
    tell_redated,
    tell_struck,
)
from ..visit.permissions import check_change, check_correct, check_plan
from ..visit.policies import (
    VisitDates,
    check_can_take,
    check_not_being_checked,
    check_took_place,
    check_undo,
    dates_of,
    row_for,
)
from ..visit.queries import clashes


@transaction.atomic
def redate(visit: Visit, *, dates: VisitDates, reason: str, by: User, on: date, sure: str = "") -> Visit:
    """Correct the date of a visit that was held. The period for the report, which runs from it, is counted again; that
    of a check runs from the day it was sent in and stays. The school is told where it was told of the visit or has its
    report.

    Raises Denied("not_the_visitor", "wrong_state", "no_change", "not_yet"), those of the policies, and Denied("sure")
    with other visits on that day, unless `sure` is exactly that sentence.
    """
    visit = lock(visit)
    check_correct(visit, by=by, on=on)
    row, before = row_for(visit, "redate"), dates_of(visit)
    if (dates.starts_on, dates.ends_on) == (before.starts_on, before.ends_on):
        raise Denied("no_change", "This is the date that is already recorded.")
    check_took_place(dates, on)
    set_dates(visit, dates)
    require_confirmation(clashes(visit.school, visit.lead, dates, days=visit.days, but=visit), sure)
    old, new = dates_as_data(before), dates_as_data(dates)
    move(visit, row, by=by, reason=reason, old_day=before.words, old=old, new=new)
    follow(visit, by=by, on=on)
    deadlines.recount(visit, rule=row.starts, period=visit.framework.periods.visit_report, on=visit.ends_on)
    report = Report.objects.filter(visit=visit).first()
    told = school_knows(visit, visit.school) or bool(report and report.is_shown)
    tell_redated(visit, before=before, school=told, by=by, reason=reason, on=on)
    return visit


@transaction.atomic
def strike(visit: Visit, *, reason: str, by: User, on: date) -> Visit:
    """Record that there was no such visit. The school is told where it was told of one. What was written of a report is
    kept.

    Raises Denied("not_the_visitor", "wrong_state", "issued", "being_checked").
    """
    visit = lock(visit)
    check_may_put_right(visit, by=by, on=on)
    report = Report.objects.select_for_update().filter(visit=visit).first()
    row = check_undo(visit, report.status if report else "", "strike")
    visit.reason, visit.ended_by = reason, ""
    move(visit, row, by=by, reason=reason)
    deadlines.end(visit, rule="visit_report", on=on, met=False)
    tell_mistaken(visit, visit.school, by=by, reason=reason, on=on)
    tell_struck(visit, by=by, reason=reason, on=on)
    return visit


@transaction.atomic
def move_to_school(visit: Visit, *, school: School, reason: str, by: User, on: date, sure: str = "") -> Visit:
    """Move a visit that was recorded at the wrong school to the right one, with its days and its report. A report that
    the wrong school was sent is withdrawn there and issued to the right one; where it has to be checked first, it waits
    for that. The wrong school is told exactly where it was told of the visit, the right one what it would have been.

    Raises Denied("not_the_visitor", "wrong_state", "no_change", "closed", "being_checked", "reason_missing"), and
    Denied("sure") with other visits on that day, unless `sure` is exactly that sentence.
    """
    visit = lock(visit)
    wrong = visit.school
    check_may_put_right(visit, by=by, on=on)
    row = row_for(visit, "move")
    school = School.objects.select_for_update().get(pk=school.pk)
    check_plan(school, by=by, on=on)
    check_can_take(visit, school, on)
    require_confirmation(clashes(school, visit.lead, dates_of(visit), days=visit.days, but=visit), sure)
    report, withdrawn, was = _take_along(visit, by=by, on=on, reason=reason)
    record_event("visit.moved_away", visit, by=by, reason=reason, prompts=_forget_prompts(visit))
    visit.school = school
    move(visit, row, by=by, reason=reason, from_urn=wrong.pk, to_urn=school.pk)
    move_agreed(visit)
    follow(visit, by=by, on=on)
    if report:
        _settle_in(report, visit, was, by=by, on=on)
    had = tell_who_had(SentByMistake, visit, wrong, withdrawn, by, reason=reason)
    tell_mistaken(visit, wrong, but=had, by=by, reason=reason, on=on)
    tell_at_another_school(visit, before=wrong.name, by=by, reason=reason, on=on)
    if visit.is_planned:
        tell_planned(visit, by=by, on=on)
    return visit


def check_may_put_right(visit: Visit, *, by: User, on: date) -> None:
    """Raises Denied("not_the_visitor") unless the person may change a planned visit, or correct any other."""
    (check_change if visit.is_planned else check_correct)(visit, by=by, on=on)


def _take_along(visit: Visit, *, by: User, on: date, reason: str) -> tuple[Report | None, list[Letter], str]:
    """The report of a visit, withdrawn where the wrong school has it; the letters withdrawn, and its state before."""
    found = Report.objects.filter(visit=visit).first()
    if found is None:
        return None, [], ""
    report = lock_report(found, to_write=True)
    check_not_being_checked(report.status)
    if report.status not in SHOWN:
        return report, [], report.status
    check_withdraw(report, by=by, on=on)
    was, withdrawn = report.status, take_off_record(report, by=by, on=on, reason=reason)
    move_to_draft(report, by=by, on=on)
    return report, withdrawn, was


def _settle_in(report: Report, visit: Visit, was: str, *, by: User, on: date) -> None:
    """A report at the right school: without what it said of the wrong one's actions, with the rule on checks that holds
    there; issued where it was, unless the school asked for corrections or somebody has to check it first."""
    report.visit = visit
    report.followed = {}
    if report.version and report.checker_id is None:
        report.check_rule = rule_of(report)
    report.save(update_fields=["followed", "check_rule"])
    if was in SHOWN - {ReportState.CORRECTIONS_ASKED} and (report.checker_id or not report.check_rule):
        issue_for_moved(report, by=by, on=on)


def _forget_prompts(visit: Visit) -> dict[str, str]:
    """What the wrong school wanted to say before the visit: the right one must not read it. The history keeps it."""
    found = Prompts.objects.filter(visit=visit).first()
    if found is None:
        return {}
    said = dict(found.answers)
    found.delete()
    return said
