"""The ten days of a report, told apart on the boundary: the tenth day is in time, the eleventh is late."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.visits.report.queries import late
from sil import clock
from sil.accounts.user_roles import roles_of
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.factories import reports
from tests.factories.reports import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V4")]
# The visit was on 16 November 2026; the framework's ten days do not count that day.
TENTH, ELEVENTH = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def made() -> Scene:
    found = reports.scene()
    reports.write(found, checked=False)
    return found


def page(made: Scene, on: date, path: str, *, as_officer: bool = False) -> Any:
    """A page as it is on a day."""
    client = Client()
    client.force_login(made.officer if as_officer else made.sip)
    with clock.at(on):
        return client.get(path)


def counted_late(made: Scene, on: date) -> int:
    (line,) = page(made, on, "/reports/quality/", as_officer=True).context["listing"].page
    return int(line.late)


def shown(made: Scene, on: date, path: str) -> str:
    return " ".join(page(made, on, path).content.decode().split())


def test_issued_on_the_tenth_day_it_needs_no_reason_and_is_not_counted_late(made: Scene) -> None:
    assert 'name="late_reason"' not in shown(made, TENTH, f"/visits/{made.visit.pk}/report/issue/")
    reports.issue(made, on=TENTH)
    assert made.report.status == "issued" and counted_late(made, TENTH) == 0
    assert counted_late(made, date(2026, 12, 31)) == 0


def test_issued_on_the_eleventh_day_it_needs_a_reason_and_is_counted_late(made: Scene) -> None:
    assert 'name="late_reason"' in shown(made, ELEVENTH, f"/visits/{made.visit.pk}/report/issue/")
    with pytest.raises(Denied) as denied:
        reports.issue(made, on=ELEVENTH)
    assert denied.value.code == "reason_missing"
    reports.issue(made, on=ELEVENTH, late_reason="I was ill.")
    assert counted_late(made, ELEVENTH) == 1


def test_one_that_is_not_issued_is_late_from_the_eleventh_day(made: Scene) -> None:
    assert (late(TENTH).count(), late(ELEVENTH).count()) == (0, 1)
    assert (counted_late(made, TENTH), counted_late(made, ELEVENTH)) == (0, 1)
    lists = [shown(made, day, "/reports/late/").count(made.school.name) for day in (TENTH, ELEVENTH)]
    assert lists == [0, 1]


def test_the_log_of_visits_finds_it_from_the_eleventh_day(made: Scene) -> None:
    found = [len(page(made, day, "/visits/?late=on").context["listing"].page) for day in (TENTH, ELEVENTH)]
    assert found == [0, 1]


def test_a_principal_officer_has_it_as_work_from_the_eleventh_day(made: Scene) -> None:
    with clock.at(TENTH):
        assert [item for item in waiting_for(roles_of(made.officer, TENTH)) if "late" in item.title] == []
    with clock.at(ELEVENTH):
        titles = [item.title for item in waiting_for(roles_of(made.officer, ELEVENTH)) if "late" in item.title]
    assert titles == ["1 report of visits late"]
