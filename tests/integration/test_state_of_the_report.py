"""Each visit says in what state its report is, whatever changed either, and the list of visits sorts by it."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.visits.models import Report, Visit
from monitoring.visits.states import ReportState
from monitoring.visits.visit import actions as acts
from monitoring.visits.visit.policies import dates_of
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, reports, schools, visits
from tests.factories.reports import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V6")]


def says(visit: Visit) -> str | None:
    return Visit.objects.get(pk=visit.pk).report_status


@pytest.mark.parametrize("state", ReportState)
def test_a_visit_says_the_state_of_its_report(state: ReportState) -> None:
    assert says(reports.scene(state).visit) == state


def test_it_says_none_while_it_is_not_held_and_the_same_again_once_it_is() -> None:
    made = reports.scene(ReportState.RETURNED)
    visit = acts.undo(made.visit, reason="It was another day.", by=made.sip, on=TODAY)
    assert says(visit) is None and made.report.status == ReportState.RETURNED
    acts.hold(visit, dates=dates_of(visit), details=acts.details_of(visit), by=made.sip, on=TODAY)
    assert says(visit) == ReportState.RETURNED


def test_a_row_that_was_read_before_and_is_saved_whole_changes_nothing() -> None:
    made = reports.scene(ReportState.ISSUED)
    before = Visit.objects.get(pk=made.visit.pk)
    reports.accept(made)
    assert before.report_status == ReportState.ISSUED, "as it was read"
    before.save()
    assert says(made.visit) == ReportState.ACCURATE


def test_a_report_that_is_gone_or_of_another_visit_is_not_said() -> None:
    made = reports.scene()
    other = visits.held(made.school, made.sip, reports.HELD.replace(day=2))
    Report.objects.filter(visit=other).delete()
    assert (says(made.visit), says(other)) == ("draft", None)
    Report.objects.filter(visit=made.visit).update(visit=other)
    assert (says(made.visit), says(other)) == (None, "draft")


@pytest.fixture
def scenes() -> list[Scene]:
    """Three reports; their visits, and a fourth that is planned."""
    made = [reports.scene(state, school=schools.school()) for state in ("issued", "draft", "accurate")]
    visits.planned(made[0].school, made[0].sip, TODAY + visits.WEEK)
    return made


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sort=report", ["accurate", "draft", "issued", None]),
        ("sort=-report", ["issued", "draft", "accurate", None]),
        ("report=draft", ["draft"]),
        ("sort=-report&page=last", ["issued", "draft", "accurate", None]),
    ],
)
def test_the_list_sorts_and_filters_by_it(scenes: list[Scene], query: str, found: list[str | None]) -> None:
    browser = Client()
    browser.force_login(people.person(role="principal_officer"))
    page: Any = browser.get(f"/visits/?{query}")
    assert [visit.report_status for visit in page.context["listing"].page] == found


def test_acts_on_a_report_lock_its_visit_first_as_acts_on_the_visit_do() -> None:
    """So that two people who act at once wait for each other, and neither for ever."""
    made = reports.scene(ReportState.RETURNED)
    for act in (lambda: reports.send(made), lambda: acts.undo(made.visit, reason="No.", by=made.sip, on=TODAY)):
        with CaptureQueriesContext(connection) as asked, suppress(Denied):
            act()
        locked = [
            query["sql"].partition('FROM "')[2].partition('"')[0] for query in asked if "FOR UPDATE" in query["sql"]
        ]
        assert locked[:2] == ["visits_visit", "visits_report"]
