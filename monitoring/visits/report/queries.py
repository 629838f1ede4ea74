"""Queries of reports: those a person may read, periods, late reports and reports to check."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from allocations.allocation.holding import band_of
from schools.models import Assignment, AssignmentRole
from schools.queries import by_name_or_urn, can_act
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.deadlines.kept import last_of
from sil.deadlines.models import Deadline
from sil.framework.years import first_day, last_day
from sil.letters.models import Letter
from sil.letters.queries import about

from ..models import Report, ReportVersion, UnsentReply, Visit
from ..states import ReportState, VisitState
from ..visit.permissions import casework
from .figures import ReportFacts
from .permissions import readable_reports, writable_reports

# Those that were not issued yet.
OWED = (ReportState.DRAFT, ReportState.IN_REVIEW, ReportState.RETURNED, ReportState.APPROVED)


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class ReportColumns(TypedDict):
    """What the queries below add to a report: who owes it (`reports`), its last period of a rule (`with_due`),
    that of its check, and the school's partner (`with_partner`)."""

    author: str
    due_on: date | None
    due_basis: str | None
    met_on: date | None
    check_due_on: date | None
    check_due_basis: str | None
    sip_name: str | None


if TYPE_CHECKING:
    ReportRow = WithAnnotations[Report, ReportColumns]


def reports() -> "QuerySet[ReportRow]":
    """Return all reports, with the name of who owes each as `author`."""
    related = ("visit__school", "visit__lead", "visit__framework_version", "saved_by", "checker", "writer")
    found = Report.objects.select_related(*related).annotate(author=Coalesce("writer__name", "visit__lead__name"))
    return cast("QuerySet[ReportRow]", found)


def readable(who: UserRoles) -> QuerySet[Report]:
    """Return the reports that a person may read, but for the framework's rule on chairs."""
    return reports().filter(readable_reports(who))


def period(subject: Model, rule: str) -> Deadline | None:
    """Return the last period of a rule that ran or runs for a record, or None."""
    found = Deadline.objects.filter(
        rule=rule, subject_table=subject._meta.db_table, subject_id=subject.pk, replaced=False
    )
    return found.order_by("-pk").first()


def last_period(subject: Model, rule: str) -> Deadline | None:
    """Return the last period of a rule for a record, also where it ended without being met, or None."""
    found = Deadline.objects.filter(rule=rule, subject_table=subject._meta.db_table, subject_id=subject.pk)
    return found.order_by("-pk").first()


def letters_on_record(report: Report) -> list[Letter]:
    """Return the letters of a report that were not withdrawn, the latest first. The caller holds the lock."""
    found = Letter.objects.filter(about(report.visit), kind="visit_report", withdrawal__isnull=True)
    return list(found.order_by("-pk"))


def to_stand(on: date) -> QuerySet[Report]:
    """Return the reports that may wait for an answer though the time for it is past; the action decides."""
    running = Deadline.objects.running().filter(
        rule="report_answer", subject_table=Report._meta.db_table, due_on__lt=on
    )
    return Report.objects.filter(pk__in=running.values("subject_id"), status=ReportState.ISSUED)


def unsent(report: Report, purpose: str) -> UnsentReply | None:
    """Return what is written about a report and not sent, or None. For those who may send it only."""
    return UnsentReply.objects.select_related("saved_by").filter(report=report, purpose=purpose).first()


def present_band(school_id: int, on: date) -> tuple[str, str]:
    """Return the id and the name of a school's band on a day, of the latest round it has one in; blank for none."""
    band = band_of(school_id, on)
    return (band.id, band.name) if band else ("", "")


def partner_since(user: User) -> date | None:
    """Return the first day on which a person was any school's partner, or None."""
    first = Assignment.objects.filter(user=user, role=AssignmentRole.SIP).order_by("starts_on").first()
    return first.starts_on if first else None


def with_due(found: QuerySet[Report], rule: str, prefix: str = "") -> "QuerySet[ReportRow]":
    """Add the last period of a rule, as `due_on`, `due_basis` and `met_on`, each after `prefix`.

    The period of the report itself (`visit_report`) belongs to the visit, which repeats its days; all others belong to
    the report.
    """
    model, path = (Visit, "visit_id") if rule == "visit_report" else (Report, "pk")
    mine = last_of(model, rule).periods(OuterRef(path))
    columns: dict[str, Any] = {name: Subquery(mine.values(name)[:1]) for name in ("due_on", "basis", "met_on")}
    if model is Visit:
        columns |= {name: F(f"visit__{name}") for name in ("due_on", "met_on")}
    columns["due_basis"] = columns.pop("basis")
    return cast("QuerySet[ReportRow]", found.annotate(**{f"{prefix}{name}": value for name, value in columns.items()}))


def may_be_checked_by(who: UserRoles) -> Q:
    """Return the condition that a person took no part in a report and may not write it."""
    joined = Visit.others.through.objects.filter(user=who.user).values("visit")
    took_part = Q(visit__lead=who.user) | Q(visit__in=joined) | Q(saved_by__isnull=False, saved_by=who.user)
    return ~took_part & ~writable_reports(who)


def to_check(who: UserRoles) -> "QuerySet[ReportRow]":
    """Return the reports that a Principal Officer may check now, with `due_on`."""
    waiting = reports().filter(casework(who), may_be_checked_by(who), status=ReportState.IN_REVIEW)
    return with_due(waiting, "report_check")


def _is_late(on: date) -> Q:
    return Q(status__in=OWED, visit__status=VisitState.HELD, visit__owed_on__lt=on)


def late(on: date, within: Q | None = None) -> "QuerySet[ReportRow]":
    """Return the reports that are not issued though their day is past, with `due_on`."""
    return with_due(reports().filter(within or Q(), _is_late(on)), "visit_report")


def late_keys(on: date) -> QuerySet[Report]:
    """Return the reports that `late` finds, in no order and with nothing beside them."""
    return Report.objects.filter(_is_late(on))


def with_partner(found: QuerySet[Report], on: date) -> "QuerySet[ReportRow]":
    """Add the name of the school's present partner, as `sip_name`."""
    sip = Assignment.objects.filter(can_act(on), school=OuterRef("visit__school"), role=AssignmentRole.SIP)
    return cast("QuerySet[ReportRow]", found.annotate(sip_name=Subquery(sip.values("user__name")[:1])))


def for_figures(leads: Iterable[int], year: int) -> list[ReportFacts]:
    """Return what figures need of each report of a visit that was held in an academic year, led by some people:
    `issued_on` is the day of its first issue, `due_on` the day it was due, `was_returned` whether a checker ever
    returned it. One query."""
    first = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("number").values("issued_on")[:1]
    back = Event.objects.filter(
        kind="report.returned",
        subject_table=Report._meta.db_table,
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    held = {"visit__status": VisitState.HELD, "visit__ends_on__range": (first_day(year), last_day(year))}
    found = with_due(Report.objects.filter(visit__lead__in=leads, **held), "visit_report")
    rows = found.annotate(
        lead=F("visit__lead"),
        school=F("visit__school"),
        ended_on=F("visit__ends_on"),
        issued_on=Subquery(first),
        was_returned=Exists(back),
    ).order_by("lead", "ended_on", "pk")
    columns = ("lead", "school", "ended_on", "issued_on", "was_returned", "check_rule", "due_on")
    return list(rows.values_list(*columns, named=True))


def by_school(rows: QuerySet[Report], asked: dict[str, Any]) -> QuerySet[Report]:
    """Narrow reports to the school that a filter's `search` names."""
    text = asked.get("search")
    return rows.filter(by_name_or_urn(text, school="visit__school__")) if text else rows
