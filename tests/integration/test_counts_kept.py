"""What is kept of the days of support and of reports is what is counted, whatever is done to the records."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from allocations.models import Allocation
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.visits.days import actions as days
from monitoring.visits.days import kept as days_kept
from monitoring.visits.models import DaysCount, ReportFigures, Term, Visit, VisitOwed
from monitoring.visits.report import kept as reports_kept
from monitoring.visits.states import ReportState
from monitoring.visits.tasks import refresh_counts
from monitoring.visits.terms import actions as terms
from monitoring.visits.terms.policies import TermInput
from monitoring.visits.visit import actions as acts
from monitoring.visits.visit import kept as visits_kept
from schools.models import Word
from sil.deadlines.models import Deadline
from sil.framework.years import academic_year
from tests import databases
from tests.conftest import TODAY
from tests.factories import allocations, people, reports, schools, visits
from tests.factories.allocations import Scene
from tests.world import World

pytestmark = [pytest.mark.feature("A10"), pytest.mark.feature("V6"), pytest.mark.feature("V10")]
YEAR = 2026
AUTUMN = ("Autumn term", date(2026, 9, 1), date(2026, 12, 18))
SPRING = ("Spring term", date(2027, 1, 4), date(2027, 3, 26))
Kept = tuple[list[tuple[object, ...]], ...]


def kept(on: date = TODAY) -> Kept:
    """Everything that is kept of the year, once it was read on a day."""
    days_kept.refresh(YEAR)
    reports_kept.refresh(YEAR, on)
    found = (DaysCount.objects.order_by("school"), VisitOwed.objects.order_by("school", "line", "starts_on"))
    figures = ReportFigures.objects.order_by("lead", "since")
    return tuple([tuple(row)[1:] for row in rows.values_list()] for rows in (*found, figures))


def drift(on: date = TODAY) -> list[int]:
    return [*days_kept.drift(YEAR), *reports_kept.drift(YEAR, on)]


@pytest.fixture
def made(liverpool: object) -> Scene:
    """A school with a band, a visit to come, one held with a report, and terms."""
    Term.objects.filter(academic_year=YEAR).delete()
    for name, starts, ends in (AUTUMN, SPRING):
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)
    found = allocations.scene(State.AGREED, band="A")
    visits.planned(found.school, found.sip, TODAY + timedelta(days=7))
    visits.held(found.school, found.sip, date(2026, 10, 14), kind="termly-contact", days=Decimal("0.5"))
    return found


def _planned(made: Scene) -> Visit:
    return Visit.objects.get(school=made.school, status="planned")


def _plan(made: Scene) -> None:
    visits.planned(made.school, made.sip, date(2027, 2, 2), days=Decimal("9.5"))


def _cancel(made: Scene) -> None:
    acts.cancel(_planned(made), reason="The headteacher is ill.", ended_by="The school", by=made.sip, on=TODAY)


def _another_lead(made: Scene) -> None:
    other = people.person(role="sip")
    Visit.objects.filter(status="held").update(lead=other)


def _into_another_year(made: Scene) -> None:
    Visit.objects.filter(pk=_planned(made).pk).update(starts_on=date(2027, 9, 2), ends_on=date(2027, 9, 2))


def _approve(made: Scene) -> None:
    asked = {"line": "termly-contact", "days": Decimal("1.5"), "reason": "Two leaders left."}
    days.approve(made.school, year=YEAR, **asked, by=people.person(role="principal_officer"), on=TODAY)


def _a_term(made: Scene) -> None:
    summer = {"starts_on": date(2027, 4, 12), "ends_on": date(2027, 7, 21)}
    term = TermInput(academic_year=YEAR, name="Summer term", **summer)
    terms.add(term, by=people.person(role="administrator"), on=TODAY)


def _a_term_of_its_own(made: Scene) -> None:
    Term.objects.create(
        academic_year=YEAR, name="First", starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30), school=made.school
    )


def _no_terms(made: Scene) -> None:
    Term.objects.filter(academic_year=YEAR).delete()


def _another_band(made: Scene) -> None:
    school = schools.school("Example Other School")
    of = Allocation.objects.get(school=made.school).round
    rounds.add_school(of, school, by=people.person(role="principal_officer"), on=allocations.OPENED)
    allocations.scene(State.AGREED, school=school, band="C")


def _to_check(made: Scene) -> None:
    report = Visit.objects.get(status="held").report
    report.check_rule = "Every report of a new partner is checked"
    report.save()


def _a_report_returned(made: Scene) -> None:
    reports.scene(ReportState.RETURNED)


def _a_report_issued(made: Scene) -> None:
    reports.scene(ReportState.ISSUED)


ACTS: tuple[Callable[[Scene], None], ...] = (
    _plan,
    _cancel,
    _another_lead,
    _into_another_year,
    _approve,
    _a_term,
    _a_term_of_its_own,
    _no_terms,
    _another_band,
    _to_check,
    _a_report_returned,
    _a_report_issued,
)


@pytest.mark.django_db
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__.strip("_"))
def test_what_is_kept_follows_each_change_of_a_record(made: Scene, act: Callable[[Scene], None]) -> None:
    before = kept()
    act(made)
    assert drift() == [] and kept() != before


@pytest.mark.django_db
def test_a_report_becomes_late_without_anybody_writing(made: Scene) -> None:
    due = Deadline.objects.running().get(rule="visit_report").due_on
    for on, late in ((due, 0), (due + timedelta(days=1), 1)):
        assert drift(on) == []
        assert sum(row.late for row in reports_kept.figures_of(YEAR, on)) == late


@pytest.mark.django_db
def test_a_sweep_counts_again_before_anybody_reads(made: Scene) -> None:
    assert refresh_counts() == 2, "the school and its partner"
    assert refresh_counts() == 0
    assert not DaysCount.objects.filter(is_stale=True, academic_year=YEAR).exists()
    assert DaysCount.objects.get(school=made.school, academic_year=YEAR).used == Decimal("0.5")


@pytest.mark.django_db
def test_what_nobody_noticed_is_said_and_put_right(made: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    kept()
    call_command("recount", year=YEAR)
    assert "2026 to 2027: all counts are right" in capsys.readouterr().out
    DaysCount.objects.filter(school=made.school).update(over=99)
    with pytest.raises(SystemExit):
        call_command("recount", year=YEAR)
    assert f"Days of support of {made.school.name}" in capsys.readouterr().out
    call_command("recount", year=YEAR)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE visits_visit SET report_status = 'stands' WHERE status = 'held'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(SystemExit):
        call_command("recount", year=YEAR)
    assert f"Report of the visit to {made.school.name} on 14 October 2026" in capsys.readouterr().out
    call_command("recount", year=YEAR)
    Word.objects.filter(word="example").delete()
    with pytest.raises(SystemExit):
        call_command("recount", year=YEAR)
    assert "Words that a search should know: 1" in capsys.readouterr().out
    call_command("recount", year=YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 9, 1), date(2027, 2, 28), date(2028, 2, 29)])
def test_the_database_knows_the_academic_year_of_a_day(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT visits_year_of(%s)", [day])
        assert cursor.fetchone() == (academic_year(day),)


def test_what_is_kept_of_the_whole_world_is_what_is_counted(
    inhabited: tuple[str, World], django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), databases.own(inhabited[0]):
        years = DaysCount.objects.values_list("academic_year", flat=True).distinct()
        assert {year: (days_kept.drift(year), reports_kept.drift(year, TODAY)) for year in years} == {
            year: ([], []) for year in years
        }
        assert [year for year in years if visits_kept.drift(year).exists()] == []
        assert set(Visit.objects.values_list("report_status", flat=True)) > {None, "draft", "accurate", "withdrawn"}
        assert VisitOwed.objects.exists() and ReportFigures.objects.filter(returned__gt=0).exists()
