"""Promises about visits: reports, their checks and answers, and the visits that bands ask for."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from schools.queries import open_schools, partner_then
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import Promise, due_in, periods_of
from sil.framework.queries import framework_on

from .days.kept import refresh_once
from .days.owed import schools_in_view
from .models import Report, Visit, VisitDue
from .report.permissions import readable_reports
from .states import ReportState, VisitState
from .visit.permissions import casework


def _reports_issued(who: UserRoles, year: int) -> QuerySet[Any]:
    held = Visit.objects.filter(casework(who, visit=""), due_in(year), status=VisitState.HELD)
    return held.exclude(report_status=ReportState.WITHDRAWN).annotate(
        of_school=F("school"),
        of_partner=F("lead"),
        due=F("due_on"),
        kept=F("met_on"),
        why=Coalesce(F("report__late_reason"), Value(""), output_field=TextField()),
        target=F("pk"),
    )


def _of_reports(who: UserRoles, year: int, rule: str, lapsed: Q | None = None) -> QuerySet[Any]:
    mine = Report.objects.filter(readable_reports(who), visit__status=VisitState.HELD)
    there = mine.exclude(status=ReportState.WITHDRAWN)
    report = Report.objects.filter(pk=OuterRef("subject_id"))
    found = periods_of(there, rule, year, lapsed=there.filter(lapsed) if lapsed else None)
    return found.annotate(
        of_school=Subquery(report.values("visit__school")[:1]),
        of_partner=Subquery(report.values("visit__lead")[:1]),
        target=Subquery(report.values("visit")[:1]),
    )


def _visits_due(who: UserRoles, year: int) -> QuerySet[Any]:
    refresh_once(year)
    framework = framework_on(who.on)
    schools = schools_in_view(who, framework)
    if framework and who.may(Permission.VISITS_READ_ALL):
        schools = open_schools(framework.authority.code)
    return VisitDue.objects.filter(academic_year=year, school__in=schools).annotate(
        of_school=F("school"),
        of_partner=partner_then("school", "due_on"),
        due=F("due_on"),
        kept=F("kept_on"),
        why=Value("", TextField()),
        target=F("school"),
    )


PROMISES = (
    Promise(
        slug="visit-reports",
        label="Reports of visits",
        owed_by="Partner",
        text="The report of a visit that was held is issued within its period. A report that was withdrawn and a visit"
        " that was cancelled or undone are left out.",
        order=10,
        route="report",
        rule="visit_report",
        rows=_reports_issued,
    ),
    Promise(
        slug="report-checks",
        label="Checks of reports",
        owed_by="The officer who checks",
        text="A report that has to be checked is approved or returned within the period for its check.",
        order=20,
        route="report",
        rule="report_check",
        rows=lambda who, year: _of_reports(who, year, "report_check"),
    ),
    Promise(
        slug="report-answers",
        label="Schools’ answers to reports",
        owed_by="School",
        text="The school says whether the report is accurate. One that stands because nobody answered is late.",
        order=30,
        route="report",
        rule="report_answer",
        rows=lambda who, year: _of_reports(who, year, "report_answer", Q(status=ReportState.STANDS)),
    ),
    Promise(
        slug="visits-owed",
        label="Visits that bands ask for",
        owed_by="Partner",
        text="Each line of a school’s band in each term is one row: kept once all its visits of the term were held.",
        order=60,
        route="days",
        rows=_visits_due,
    ),
)
