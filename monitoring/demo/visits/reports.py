"""Reports of the visits to the made-up schools, and a summary.

Made by the real actions. The latest reports are still being written.
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import QuerySet

from monitoring.summaries.summary import actions as summaries
from monitoring.visits.models import Report, Term
from monitoring.visits.report.actions import checking, issuing, withdrawing
from monitoring.visits.report.actions.writing import Writing, save_report
from monitoring.visits.report.queries import period
from monitoring.visits.states import ReportState
from schools.queries import holders, receivers
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.letters.actions import issue as issue_letter

WRITTEN_AFTER, ISSUED_AFTER, ANSWERED_AFTER = timedelta(days=2), timedelta(days=6), timedelta(days=13)
# Younger than that, a report is still being written.
YOUNG = timedelta(days=14)
# Schools ask for corrections among so many reports; in a longer list that would be a heap that nobody has answered.
CORRECTED = 24
FOCUS = (
    "How reading is taught in the early years, and what the school's own figures say about it.",
    "What has happened to the improvement plan since the summer.",
    "How leaders of subjects know what pupils remember.",
)
EVIDENCE = (
    "Five lessons, twelve pupils' books, a talk with six pupils, and the minutes of the last governors' meeting.",
    "The school's figures for two terms, three lessons seen with the deputy, and the attendance record.",
)
STRENGTHS = (
    "Adults teach the sounds in the same order and words. Pupils know what comes next.",
    "Leaders name what is weak before anybody else does, and say when it will be better.",
)
TO_DEVELOP = (
    "Pupils who fall behind wait too long for help. Leaders know who they are, but have set no time for them.",
    "Actions agreed in meetings are not followed up.",
)
ACTIONS = (
    {"text": "Set three times a week for pupils who fall behind in reading.", "owner": "The leader of English"},
    {"text": "Start each meeting with the actions from the last one.", "owner": "The headteacher"},
)


def write(known: dict[str, User], today: date) -> None:
    """Every report of a visit that is some weeks ago is issued, and most are answered; then one summary."""
    waiting = Report.objects.filter(visit__ends_on__lt=today - YOUNG).select_related("visit__school", "visit__lead")
    for place, report in enumerate(waiting.order_by("visit__ends_on", "pk")):
        _write(report, known["officer"], place, today)
    _withdraw_one(waiting, today)
    term = Term.objects.filter(school=None, ends_on__lt=today).latest("ends_on")
    for report in waiting.filter(visit__starts_on__gte=term.starts_on, visit__ends_on__lte=term.ends_on)[:2]:
        summaries.make(report.visit.school, term, by=report.visit.lead, on=today)


def _write(report: Report, officer: User, place: int, today: date) -> None:
    visit, chance = report.visit, Random(f"report {report.visit.school_id} {report.visit.starts_on}")
    partner, ended = visit.lead, visit.ends_on
    texts = {"focus": FOCUS, "evidence": EVIDENCE, "strengths": STRENGTHS, "to-develop": TO_DEVELOP}
    sections = {name: chance.choice(choices) for name, choices in texts.items()}
    due = ended + timedelta(days=60)
    action: dict[str, Any] = {**chance.choice(ACTIONS), "due_on": [str(due.day), str(due.month), str(due.year)]}
    writing = Writing(sections=sections | {"safeguarding": "Nothing of concern was seen."}, actions=[action])
    with clock.at(ended + WRITTEN_AFTER):
        on = ended + WRITTEN_AFTER
        report = save_report(report, by=partner, on=on, writing=writing, version=report.version)
        if report.check_rule:
            checking.send_to_check(report, by=partner, on=on)
            report = Report.objects.get(pk=report.pk)
            criteria = visit.framework.visits.quality.criteria if visit.framework.visits else ()
            found = {each.id: each.id != "impact" or place % 3 > 0 for each in criteria}
            checking.approve(report, by=officer, on=on, comments={}, criteria=found, version=report.version)
    on = ended + ISSUED_AFTER
    if not receivers(visit.school, on, LEADS, ("chair",)):
        # It waits until somebody at the school can receive it.
        return
    with clock.at(on):
        report = Report.objects.get(pk=report.pk)
        version = issuing.issue(report, by=partner, on=on, version=report.version, late_reason="")
    post = holders(visit.school, ended + ANSWERED_AFTER, LEADS).first()
    if post is None or place % 4 == 3:
        _let_stand(report, today)
        return
    answered, report = ended + ANSWERED_AFTER, Report.objects.get(pk=report.pk)
    who: dict[str, Any] = {"by": post.user, "on": answered, "version_id": version.pk}
    with clock.at(answered):
        if place % 4 == 2 and place < CORRECTED:
            issuing.ask_corrections(report, corrections={"evidence": "It was six lessons."}, **who)
        else:
            issuing.accept(report, **who)


def _let_stand(report: Report, today: date) -> None:
    """The day after the school's time to answer is over."""
    running = period(report, "report_answer")
    if running is None or running.due_on >= today:
        return
    after = running.due_on + timedelta(days=1)
    with clock.at(after):
        withdrawing.stand(report, on=after)


def _withdraw_one(waiting: QuerySet[Report], today: date) -> None:
    """The earliest report that its school found accurate named a pupil: it is withdrawn, corrected and issued again."""
    report = waiting.filter(status=ReportState.ACCURATE).order_by("visit__ends_on", "pk").first()
    if report is None:
        return
    partner, on = report.visit.lead, report.visit.ends_on + ANSWERED_AFTER
    with clock.at(on):
        for version in report.versions.all():
            issue_letter(version.letter_id)
    on += timedelta(days=1)
    with clock.at(on):
        withdrawing.withdraw(report, by=partner, on=on, reason="It named a pupil.", again=True)
        report = Report.objects.get(pk=report.pk)
        sections = report.sections | {"evidence": EVIDENCE[0]}
        writing = Writing(sections=sections, actions=report.actions, followed=report.followed)
        report = save_report(report, by=partner, on=on, writing=writing, version=report.version)
        if report.check_rule:
            return
        issuing.issue(report, by=partner, on=on, version=report.version)
    _let_stand(Report.objects.get(pk=report.pk), today)
