"""The kinds of early signs that visits, their reports and what was agreed on them tell."""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse

from allocations.models import Allocation
from schools.models import School
from schools.signs.kinds import Asked, Fact, Kind, Row, columns, count
from schools.signs.text import shortened
from sil.clock import in_words, months_on
from sil.deadlines.models import Deadline
from sil.framework.signs import SignRule

from ..agreed.queries import OPEN_PROGRESS, on_record
from ..models import Report, Visit
from ..states import SHOWN, VisitState

WEEK = 7


def _no_visit(asked: Asked) -> QuerySet[Any, Any]:
    """Schools that had no visit since the day with which so many weeks of term begin. A telephone call or an email is
    no visit; where the terms on record are shorter, or the school opened since, nothing is said."""
    since = _since(asked)
    visits = Visit.objects.filter(school=OuterRef("pk"), status=VisitState.HELD, days__gt=0, ends_on__lte=asked.on)
    last = visits.order_by("-ends_on", "-pk")
    found = asked_schools(asked).annotate(
        since=since, last_on=Subquery(last.values("ends_on")[:1]), last=Subquery(last.values("pk")[:1])
    )
    found = found.filter(Q(last_on__isnull=True) | Q(last_on__lt=F("since")), since__isnull=False)
    found = found.filter(Q(open_date__isnull=True) | Q(open_date__lte=F("since")))
    return columns(found, asked, urn="pk", day=Coalesce("last_on", "since"), other_day="last_on", key="last")


def asked_schools(asked: Asked) -> QuerySet[School]:
    return School.objects.filter(pk__in=asked.schools)


def _since(asked: Asked) -> RawSQL:
    """Of a query of schools: the first day of the weeks of term that a rule counts, weekends included; NULL where the
    terms on record are shorter. A school's own terms count in the years in which it has any; of all schools without any
    the day is found once."""
    days_before = WEEK * asked.rule.figure("weeks") - 1
    return RawSQL(
        """(CASE WHEN EXISTS (SELECT FROM visits_term own WHERE own.school_id = schools_school.urn) THEN (
            SELECT day::date
            FROM visits_term t CROSS JOIN generate_series(t.starts_on, least(t.ends_on, %s), '1 day') AS day
            WHERE t.school_id = schools_school.urn OR t.school_id IS NULL AND NOT EXISTS (
                SELECT FROM visits_term own
                WHERE own.school_id = schools_school.urn AND own.academic_year = t.academic_year
            )
            ORDER BY day DESC OFFSET %s LIMIT 1
        ) ELSE (
            SELECT day::date
            FROM visits_term t CROSS JOIN generate_series(t.starts_on, least(t.ends_on, %s), '1 day') AS day
            WHERE t.school_id IS NULL ORDER BY day DESC OFFSET %s LIMIT 1
        ) END)""",
        [asked.on, days_before, asked.on, days_before],
        output_field=DateField(),
    )


def _unvisited(row: Row, rule: SignRule) -> Fact:
    if row.other_day is None:
        return Fact("No visit is on record.", f"{reverse('visits')}?search={row.urn}")
    return Fact(f"The last visit was on {in_words(row.other_day)}.", reverse("visit", kwargs={"pk": row.key}))


def _late(asked: Asked) -> QuerySet[Any, Any]:
    late = asked.on - timedelta(days=asked.rule.figure("days"))
    found = Visit.objects.filter(owed_on__lte=late, status=VisitState.HELD, school__in=asked.schools)
    return columns(found, asked, day="owed_on", other_day="ends_on")


def _report(row: Row, rule: SignRule) -> Fact:
    visit = f" of the visit on {in_words(row.other_day)}" if row.other_day else ""
    return Fact(f"The report{visit} was due on {in_words(row.day)}.", reverse("visit", kwargs={"pk": row.key}))


def _same_lines(asked: Asked) -> QuerySet[Any, Any]:
    """Schools of which the last reports that stand all have the same line in a section, but for case and punctuation:
    nothing is guessed from other words."""
    times, section = asked.rule.figure("times"), asked.rule.section
    reports = Visit.objects.filter(school=OuterRef("pk"), report__status__in=SHOWN, ends_on__lte=asked.on)
    last = reports.order_by("-ends_on", "-pk")
    lines = _lines_in_all(section, times, asked.on)
    found = asked_schools(asked).annotate(
        lines=lines, last_on=Subquery(last.values("ends_on")[:1]), last=Subquery(last.values("pk")[:1])
    )
    return columns(found.filter(lines__isnull=False), asked, urn="pk", day="last_on", text="lines", key="last")


def _lines_in_all(section: str | None, times: int, on: date) -> RawSQL:
    """Of a query of schools: the lines that a section has in all of a school's last reports."""
    return RawSQL(
        """(
    SELECT string_agg(line, '; ' ORDER BY line) FROM (
        SELECT btrim(max(said)) AS line FROM (
            SELECT r.id, r.sections ->> %s AS text FROM visits_report r JOIN visits_visit v ON v.id = r.visit_id
            WHERE v.school_id = schools_school.urn AND r.status = ANY(%s) AND v.ends_on <= %s
            ORDER BY v.ends_on DESC, v.id DESC LIMIT %s
        ) last_reports, regexp_split_to_table(text, '[\\r\\n]+') AS said
        WHERE said ~ '[[:alnum:]]'
        GROUP BY lower(btrim(regexp_replace(said, '[^[:alnum:]]+', ' ', 'g'))) HAVING count(DISTINCT id) = %s
    ) same
)""",
        [section, sorted(SHOWN), on, times, times],
        output_field=TextField(),
    )


def _lines(row: Row, rule: SignRule) -> Fact:
    words = f"“{shortened(row.text or '')}”, last in the report of the visit on {in_words(row.day)}."
    return Fact(words, reverse("report", kwargs={"pk": row.key}))


def _overdue(asked: Asked) -> QuerySet[Any, Any]:
    late = asked.on - timedelta(days=asked.rule.figure("days"))
    found = on_record().filter(school__in=asked.schools, progress__in=OPEN_PROGRESS, due_on__lte=late)
    return columns(found, asked, day="due_on", text="text", key="visit")


def _action(row: Row, rule: SignRule) -> Fact:
    words = f"“{shortened(row.text or '')}” was agreed to be done by {in_words(row.day)}."
    return Fact(words, reverse("report", kwargs={"pk": row.key}))


def _answers(asked: Asked) -> QuerySet[Any, Any]:
    """Schools that answered proposals and reports late so often: after the day due, or not yet. A period that was
    replaced is nobody's lateness, and a report that stands because nobody answered it is no late answer."""
    since = months_on(asked.on, -asked.rule.figure("months"))
    allocations = Allocation.objects.filter(pk=OuterRef("subject_id")).values("school")
    reports = Report.objects.filter(pk=OuterRef("subject_id")).values("visit__school")
    of_allocations = Q(rule="answer", subject_table=Allocation._meta.db_table)
    of_reports = Q(rule="report_answer", subject_table=Report._meta.db_table)
    late = Q(met_on__gt=F("due_on")) | Q(met_on__isnull=True, due_on__lt=asked.on)
    found: QuerySet[Any] = Deadline.objects.filter(of_allocations | of_reports, late, replaced=False, due_on__gte=since)
    answering = Case(When(of_allocations, then=Subquery(allocations)), default=Subquery(reports))
    found = found.annotate(answering=answering).filter(Q(answering__in=asked.schools))
    counted = found.order_by().values("answering").annotate(late=Count("pk"), last_due=Max("due_on"))
    return columns(
        counted.filter(late__gte=asked.rule.figure("times")), asked, urn="answering", day="last_due", number="late",
        key="answering",
    )  # fmt: skip


def _answered_late(row: Row, rule: SignRule) -> Fact:
    number = int(row.number or 0)
    words = f"{count(number, 'answer')} late in {count(rule.figure('months'), 'month')}, the last due on "
    return Fact(f"{words}{in_words(row.day)}.", reverse("school_timeline", kwargs={"urn": row.urn}))


KINDS = (
    Kind(
        slug="no_visit",
        words=lambda rule: f"No visit for {count(rule.figure('weeks'), 'week')} of term or more.",
        rows=_no_visit,
        fact=_unvisited,
    ),
    Kind(
        slug="report_late",
        words=lambda rule: f"A report is late by {count(rule.figure('days'), 'day')} or more.",
        rows=_late,
        fact=_report,
    ),
    Kind(
        slug="same_area_in_reports",
        words=lambda rule: (
            f"The last {rule.figure('times')} reports name the same thing to develop, in the same words."
        ),
        rows=_same_lines,
        fact=_lines,
    ),
    Kind(
        slug="actions_overdue",
        words=lambda rule: f"An agreed action is overdue by {count(rule.figure('days'), 'day')} or more.",
        rows=_overdue,
        fact=_action,
    ),
    Kind(
        slug="answers_late",
        words=lambda rule: (
            f"The school answered late {rule.figure('times')} times or more in {count(rule.figure('months'), 'month')}."
        ),
        rows=_answers,
        fact=_answered_late,
    ),
)
