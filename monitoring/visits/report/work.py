"""Reports in "my work": to write, to check, to answer."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Min, QuerySet
from django.urls import reverse

from schools.queries import in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of, last_change
from sil.clock import weekday_in_words
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Report
from ..states import REPORT_NEXT, WRITABLE, ReportState, VisitState
from .permissions import ways_to_write
from .queries import OWED, late_keys, may_be_checked_by, with_due

if TYPE_CHECKING:
    from .queries import ReportRow


# So many late reports are counted on the first page; the list says how many there are.
MOST = 99


def _asks(who: UserRoles) -> QuerySet[Report] | None:
    """What officers write, and Principal Officers check."""
    if not who.holds("sip", "principal_officer"):
        return None
    held = Report.objects.filter(visit__status=VisitState.HELD)
    writing = held.filter(status__in=[*WRITABLE, ReportState.APPROVED])
    parts = [writing.filter(way) for way in ways_to_write(who)]
    if who.holds("principal_officer"):
        parts.append(held.filter(may_be_checked_by(who), status=ReportState.IN_REVIEW))
    first, *others = (part.values("pk") for part in parts)
    return Report.objects.filter(pk__in=first.union(*others))


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """What is checked is nobody's to write, so that its state says which of both it is."""
    for report in _rows_to_write(keys):
        if report.status == ReportState.IN_REVIEW:
            yield _item(report, route="report_check", due=report.check_due_on)
        else:
            yield _to_correct(report) if report.met_on and report.status in OWED else _item(report)


def _asks_late(who: UserRoles) -> QuerySet[Report] | None:
    """A few of those that are late: to Principal Officers the number is said as far as one can still tell."""
    if not who.holds("principal_officer"):
        return None
    return Report.objects.filter(pk__in=late_keys(who.on).values("pk")[: MOST + 1])


def _items_late(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    number = f"More than {MOST}" if len(keys) > MOST else f"{len(keys)}"
    yield WorkItem(
        title=f"{number} report{'' if len(keys) == 1 else 's'} of visits late",
        about="not issued in time",
        href=reverse("reports_late"),
        act="See the reports",
        due=Report.objects.filter(pk__in=keys).aggregate(first=Min("visit__owed_on"))["first"],
        basis="The day of the first of them",
    )


def _asks_answer(who: UserRoles) -> QuerySet[Report] | None:
    """What heads answer."""
    if not who.holds(*LEADS):
        return None
    mine = in_post(who.user, who.on, LEADS, school="visit__school")
    found = Report.objects.filter(mine, status=ReportState.ISSUED, visit__school__is_open=True)
    return found.exclude(visit__lead=who.user)


def _items_answer(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for report in _rows_to_answer(keys):
        yield _item(report, route="report_answer")


@made_once
def _rows_to_write(keys: Sequence[int]) -> "QuerySet[ReportRow]":
    return with_due(with_due(_rows(keys), "report_check", "check_"), "visit_report")


@made_once
def _rows_to_answer(keys: Sequence[int]) -> "QuerySet[ReportRow]":
    return with_due(_rows(keys), "report_answer")


def _rows(keys: Sequence[int]) -> QuerySet[Any]:
    """Reports with what an item says of each."""
    said = ("status", "visit__kind", "visit__starts_on", "visit__school__name", "visit__framework_version__sha256")
    found = Report.objects.filter(pk__in=keys).select_related("visit__school", "visit__framework_version")
    return found.only(*said).annotate(changed_at=last_change(Report))


def _to_correct(report: Any) -> WorkItem:
    """A report that was issued in its time and withdrawn: nothing says by when it is issued again."""
    visit = report.visit
    return WorkItem(
        title=f"Correct the withdrawn report and issue it again: {visit.kind_name.lower()} of "
        f"{weekday_in_words(visit.starts_on)}",
        about=visit.school.name,
        href=reverse("report", kwargs={"pk": visit.pk}),
        act=REPORT_NEXT[ReportState(report.status)].button,
        since=day_of(report.changed_at),
    )


def _item(
    report: Any,
    *,
    route: str = "report",
    due: date | None = None,
) -> WorkItem:
    """The item for what comes next in a report's state."""
    visit, step = report.visit, REPORT_NEXT[ReportState(report.status)]
    if due is None and report.status != ReportState.CORRECTIONS_ASKED:
        due = report.due_on
    return WorkItem(
        title=f"{step.act[:1].upper()}{step.act[1:]}: {visit.kind_name.lower()} of {weekday_in_words(visit.starts_on)}",
        about=visit.school.name,
        href=reverse(route, kwargs={"pk": visit.pk}),
        act=step.button,
        due=due,
        since=day_of(report.changed_at),
    )


FINDERS = (
    Finder("reports", _asks, _items),
    Finder("reports late", _asks_late, _items_late),
    Finder("reports to answer", _asks_answer, _items_answer),
)
