"""Reports in "my work": to write, to check, to answer."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.urls import reverse

from schools.queries import in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.web.work import WorkItem

from ..states import REPORT_NEXT, WRITABLE, ReportState, VisitState
from .permissions import writable_reports
from .queries import OWED, may_be_checked_by, reports, with_due

if TYPE_CHECKING:
    from .queries import ReportRow


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield what this person has to do, whatever roles they hold."""
    for holds, finder in _FINDERS:
        if holds(who):
            yield from finder(who)


def _of_officers(who: UserRoles) -> Iterator[WorkItem]:
    """To write and to check, and to Principal Officers that some are late. One query for all of it."""
    to_write = Q(writable_reports(who), status__in=[*WRITABLE, ReportState.APPROVED])
    wanted, checks = to_write, who.holds("principal_officer")
    found = with_due(
        with_due(reports().filter(visit__status=VisitState.HELD), "report_check", "check_"), "visit_report"
    )
    able = ExpressionWrapper(may_be_checked_by(who), BooleanField()) if checks else Value(value=False)
    found = found.annotate(is_mine=ExpressionWrapper(to_write, BooleanField()), is_to_check=able)
    if checks:
        wanted |= Q(may_be_checked_by(who), status=ReportState.IN_REVIEW) | Q(
            status__in=OWED, due_on__lt=who.on, met_on__isnull=True
        )
    late = 0
    for report in found.filter(wanted):
        if report.is_mine:
            yield _to_correct(report) if report.met_on and report.status in OWED else _item(report)
        if checks and report.status == ReportState.IN_REVIEW and report.is_to_check:
            due, basis = report.check_due_on, report.check_due_basis or ""
            yield _item(report, route="report_check", due=due, basis=basis)
        late += report.status in OWED and not report.met_on and report.due_on is not None and report.due_on < who.on
    if checks and late:
        title = f"{late} report{'' if late == 1 else 's'} of visits late"
        yield WorkItem(title=title, about="not issued in time", href=reverse("reports_late"), act="See the reports")


def _to_correct(report: "ReportRow") -> WorkItem:
    """A report that was issued in its time and withdrawn: nothing says by when it is issued again."""
    visit = report.visit
    return WorkItem(
        title=f"Correct the withdrawn report and issue it again: {visit.kind_name.lower()} of "
        f"{weekday_in_words(visit.starts_on)}",
        about=visit.school.name,
        href=reverse("report", kwargs={"pk": visit.pk}),
        act=REPORT_NEXT[ReportState(report.status)].button,
    )


def _to_answer(who: UserRoles) -> Iterator[WorkItem]:
    mine = in_post(who.user, who.on, LEADS, school="visit__school")
    found = reports().filter(mine, status=ReportState.ISSUED, visit__school__is_open=True).exclude(visit__lead=who.user)
    for report in with_due(found, "report_answer"):
        yield _item(report, route="report_answer")


def _is_officer(who: UserRoles) -> bool:
    return who.holds("sip", "principal_officer")


def _is_lead(who: UserRoles) -> bool:
    return who.holds(*LEADS)


_FINDERS: tuple[tuple[Callable[[UserRoles], bool], Callable[[UserRoles], Iterator[WorkItem]]], ...] = (
    (_is_officer, _of_officers),
    (_is_lead, _to_answer),
)


def _item(
    report: "ReportRow",
    *,
    route: str = "report",
    due: date | None = None,
    basis: str = "",
) -> WorkItem:
    """The item for what comes next in a report's state."""
    visit, step = report.visit, REPORT_NEXT[ReportState(report.status)]
    if due is None and report.status != ReportState.CORRECTIONS_ASKED:
        due, basis = report.due_on, report.due_basis or ""
    return WorkItem(
        title=f"{step.act[:1].upper()}{step.act[1:]}: {visit.kind_name.lower()} of {weekday_in_words(visit.starts_on)}",
        about=visit.school.name,
        href=reverse(route, kwargs={"pk": visit.pk}),
        act=step.button,
        due=due,
        basis=basis,
    )
