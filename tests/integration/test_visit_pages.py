"""Visits on their pages: who finds which, what a form keeps and refuses, what a school's page and desk show."""

import re
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.visits.models import Visit
from monitoring.visits.visit import actions
from monitoring.visits.visit.policies import VisitDates
from monitoring.visits.visit.queries import readable
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.framework.actions import load
from sil.framework.loader import LIVERPOOL
from sil.web.work import waiting_for
from tests.conftest import TODAY
from tests.factories import people, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
WEEK = timedelta(days=7)
PLAN = {
    "kind": "core-visit",
    "starts_on_day": "27",
    "starts_on_month": "11",
    "starts_on_year": "2026",
    "starts_at": "9.30",
    "mode": "virtual",
    "days": "",
    "purpose": "How far the plan has come.",
}


@pytest.fixture
def school(db: None) -> School:
    return schools.school("Example Primary School")


@pytest.fixture
def sip(school: School) -> User:
    return people.assign(school).user


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.feature("V1")
def test_plan_a_visit(school: School, sip: User) -> None:
    response: Any = client(sip).post(f"/schools/{school.urn}/visits/plan/", PLAN | {"lead": sip.pk}, follow=True)
    visit = Visit.objects.get()
    assert (visit.starts_on, visit.ends_on, visit.starts_at) == (date(2026, 11, 27), date(2026, 11, 27), time(9, 30))
    assert (visit.lead, visit.days, visit.purpose) == (sip, 1, "How far the plan has come.")
    assert "The visit on Friday 27 November 2026 is planned" in text(response)


@pytest.mark.feature("V1")
def test_a_refused_plan_keeps_what_was_typed(school: School, sip: User) -> None:
    address = f"/schools/{school.urn}/visits/plan/"
    shown = text(
        client(sip).post(
            address,
            PLAN | {"lead": sip.pk, "ends_on_day": "26", "ends_on_month": "11", "ends_on_year": "2026", "days": "0.3"},
        )
    )
    assert "How far the plan has come." in shown and 'value="9.30"' in shown and 'value="0.3"' in shown
    assert "length in half days" in shown and not Visit.objects.exists()
    shown = text(client(sip).post(address, PLAN | {"lead": sip.pk, "starts_on_year": "2025"}))
    asked = "Thursday 27 November 2025 is in the past. Is that the day?"
    assert asked in shown and not Visit.objects.exists()
    sure = {"asked-starts_on": asked}
    client(sip).post(address, PLAN | {"lead": sip.pk, "starts_on_year": "2025"} | sure)
    assert Visit.objects.get().starts_on == date(2025, 11, 27)


def test_an_authority_without_visits_reads_a_sentence(school: School, sip: User) -> None:
    before, _, rest = LIVERPOOL.read_text(encoding="utf-8").partition("\n[visits]\n")
    # What is between the two tables, plans of schools and their partners among it, is left out with visits.
    before = before.partition("\n[periods.partnership_plan]\n")[0]
    after = rest[rest.index("\n[letters") :] if "\n[letters" in rest else ""
    without = re.sub(r"(?m)^visit_kind = .*\n", "", before + after)
    load(without, file_name="without.toml", by=None)
    shown = text(client(sip).get(f"/schools/{school.urn}/visits/plan/"))
    assert "does not cover visits" in shown and "<form" not in shown.split("<main")[1]


@pytest.mark.feature("V2")
def test_record_as_held_and_see_when_the_report_is_due(school: School, sip: User) -> None:
    visit = visits.planned(school, sip, date(2026, 11, 12))
    page = client(sip)
    assert "Record the visit as held" in text(page.get(f"/visits/{visit.pk}/"))
    day = {"starts_on_day": "12", "starts_on_month": "11", "starts_on_year": "2026"}
    later = {"ends_on_day": "13", "ends_on_month": "11", "ends_on_year": "2026"}
    said = {"mode": "virtual", "days": "1.5", "met": "The deputy <b>"}
    refused = text(
        page.post(f"/visits/{visit.pk}/hold/", day | said | {**later, "ends_on_day": "14", "ends_on_month": "12"})
    )
    assert "on its last day or later" in refused or "up to 14 days" in refused
    shown = text(page.post(f"/visits/{visit.pk}/hold/", day | later | said, follow=True))
    assert "recorded as held. Next, write the report." in shown
    assert 'Due <time datetime="2026-11-23">Monday 23 November 2026</time>, 3 days left' in shown
    assert "of the last day of the visit, 13 November 2026, not counting that day" in shown
    assert "The deputy &lt;b&gt;" in shown


def test_recording_keeps_the_hour(school: School, sip: User) -> None:
    page = client(sip)
    today = {"starts_on_day": "20", "starts_on_month": "11", "starts_on_year": "2026"}
    page.post(f"/schools/{school.urn}/visits/plan/", PLAN | today | {"lead": sip.pk})
    visit = Visit.objects.get()
    page.post(f"/visits/{visit.pk}/hold/", today | {"mode": "virtual"})
    after = Visit.objects.get()
    assert (after.is_held, after.starts_at, after.days) == (True, time(9, 30), 1)
    assert "old" not in Event.objects.get(kind="visit.held").data


def test_who_reads_which_visits(school: School, sip: User) -> None:
    """A SIP those of their schools, whoever is named on one, leads their school's, a chair no cancelled one; nobody at
    the school one that was recorded by mistake."""
    who = {
        "sip": sip,
        "joined": people.person(role="sip"),
        "head": people.post(school, "headteacher").user,
        "chair": people.post(school, "chair").user,
        "officer": people.person(role="principal_officer"),
        "director": people.person(role="director_of_education"),
        "admin": people.person(role="administrator"),
        "another sip": people.assign(schools.school()).user,
        "another head": people.post(schools.school(), "headteacher").user,
    }
    found = visits.in_every_state(school, sip)
    found["joined"] = visits.planned(school, sip, TODAY + 2 * WEEK, others=(who["joined"],))
    every = set(found)
    expected = dict.fromkeys(("sip", "officer", "director"), every) | {
        "joined": {"joined"},
        "head": every - {"mistaken"},
        "chair": every - {"cancelled", "missed", "mistaken"},
    }
    for name, person in who.items():
        there = {visit.pk for visit in readable(roles_of(person, TODAY))}
        assert there == {found[each].pk for each in expected.get(name, ())}, name


def test_a_school_reads_no_report_state_before_it_is_issued(school: School, sip: User) -> None:
    head, chair = people.post(school, "headteacher").user, people.post(school, "chair").user
    visit = visits.held(school, sip, TODAY - WEEK, purpose="Reading")
    for path in (f"/visits/{visit.pk}/", "/visits/", f"/schools/{school.urn}/"):
        assert "Being written" in text(client(sip).get(path))
        assert "Being written" not in text(client(head).get(path)) and "Not issued yet" in text(client(head).get(path))
    page = text(client(head).get(f"/visits/{visit.pk}/"))
    assert "Reading" in page and "History of this visit" not in page
    assert "Reading" not in text(client(chair).get(f"/visits/{visit.pk}/")), "a chair reads the dates"


def test_the_list_narrows_sorts_and_exports(school: School, sip: User) -> None:
    found = visits.in_every_state(school, sip)
    late = visits.held(school, sip, TODAY - 6 * WEEK)
    page = client(sip)

    def there(query: str) -> set[int]:
        response: Any = page.get(f"/visits/?{query}")
        return {visit.pk for visit in response.context["listing"].page}

    assert there("overdue=on") == {found["past"].pk}
    assert there("late=on") == {late.pk, found["held"].pk} - (
        {found["held"].pk} if date(2026, 11, 16) >= TODAY else set()
    )
    assert there("state=cancelled") == {found["cancelled"].pk}
    assert there(f"from_={TODAY}") == {found["planned"].pk}
    assert there(f"to={TODAY - 5 * WEEK}") == {late.pk, found["mistaken"].pk}
    assert there(f"lead={sip.pk}&search={school.urn}&kind=core-visit") == {late.pk, *(v.pk for v in found.values())}
    assert there("report=draft") == {late.pk, found["held"].pk}
    response: Any = page.get("/visits/?export=csv&state=planned&sort=date")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 3 and lines[1].startswith("2026-11-13,Example Primary School,Core visit,Planned")


class TestWhereTheListOpens:
    """Monday 16 November begins the week of the tests, of which Friday is today."""

    def there(self, sip: User, query: str = "") -> tuple[list[int], str, str]:
        response: Any = client(sip).get(f"/visits/{query}")
        listing = response.context["listing"]
        return [visit.pk for visit in listing.page], listing.previous, text(response)

    def test_with_this_week_the_soonest_first_and_the_past_a_page_before(self, school: School, sip: User) -> None:
        days = (date(2026, 11, 13), date(2026, 11, 16), date(2026, 11, 19))
        friday, monday, thursday = (visits.held(school, sip, day).pk for day in days)
        ahead = visits.planned(school, sip, date(2026, 12, 4)).pk
        found, previous, words = self.there(sip)
        assert found == [monday, thursday, ahead] and "From this week on" in words
        assert self.there(sip, previous.removeprefix("/visits/"))[0] == [friday, monday, thursday, ahead]
        assert self.there(sip, "?state=held")[0] == [thursday, monday, friday], "filters find the latest first"
        assert self.there(sip, "?search=&state=")[0] == found, "blank filters ask for nothing"
        assert self.there(sip, "?sort=date")[0] == [friday, monday, thursday, ahead]

    def test_with_the_latest_where_nothing_lies_ahead(self, school: School, sip: User) -> None:
        visit = visits.held(school, sip, date(2026, 11, 13)).pk
        found, _, words = self.there(sip)
        assert found == [visit] and "No visit is planned from this week on" in words


@pytest.mark.parametrize("reader", ["sip", "head"])
def test_the_export_asks_the_same_for_many_as_for_one(school: School, sip: User, reader: str) -> None:
    """What its columns read comes with the rows; whatever else they read would be asked for row by row."""
    who = client(sip if reader == "sip" else people.post(school, "headteacher").user)
    asked = []
    for weeks in (6, 7, 8):
        visits.held(school, sip, TODAY - weeks * WEEK)
        with CaptureQueriesContext(connection) as queries:
            response: Any = who.get("/visits/?export=csv")
            lines = b"".join(response.streaming_content).decode().splitlines()
        asked.append((len(queries), len(lines)))
    assert [lines for _, lines in asked] == [2, 3, 4]
    assert len({number for number, _ in asked}) == 1


def test_the_panel_shows_the_next_visit_and_with_whom(school: School, sip: User) -> None:
    head = people.post(school, "headteacher").user
    nobody = people.assign(school, role=AssignmentRole.PRINCIPAL_OFFICER).user
    assert "No visit is planned yet." in text(client(sip).get(f"/schools/{school.urn}/"))
    assert 'id="part-visits"' not in text(client(head).get(f"/schools/{school.urn}/?part=all"))
    visits.planned(school, sip, TODAY + 2 * WEEK)
    visits.planned(school, sip, TODAY + WEEK)
    for person in (head, nobody, sip):
        shown = text(client(person).get(f"/schools/{school.urn}/"))
        assert "Next visit: <a" in shown
        assert shown.index("27 November 2026") < shown.index("4 December 2026") and sip.name in shown


def test_what_nobody_recorded_is_on_the_desk(school: School, sip: User) -> None:
    officer = people.person(role="principal_officer")
    visit = visits.planned(school, sip, TODAY - WEEK)
    visits.planned(school, sip, TODAY)
    items = [item for item in waiting_for(roles_of(sip, TODAY)) if item.href == f"/visits/{visit.pk}/hold/"]
    assert len(items) == 1 and items[0].due == TODAY - WEEK and items[0].about == school.name
    assert [i for i in waiting_for(roles_of(sip, TODAY)) if "/visits/" in i.href] == items
    assert not [i for i in waiting_for(roles_of(officer, TODAY)) if "/visits/" in i.href]


def test_a_change_shows_old_and_new(school: School, sip: User) -> None:
    visit = visits.held(school, sip, TODAY - WEEK)
    said = {"kind": visit.kind, "lead": str(sip.pk), "mode": "virtual", "days": "0.5", "reason": "Counted wrongly."}
    shown = text(client(sip).post(f"/visits/{visit.pk}/change/", said, follow=True))
    assert "<strong>Length</strong>: 1 → 0.5" in shown and "Counted wrongly." in shown
    assert Event.objects.filter(kind="visit.changed").count() == 1


def test_an_act_that_came_too_late_leads_back(school: School, sip: User) -> None:
    visit = visits.planned(school, sip, TODAY + WEEK)
    actions.cancel(visit, reason="x", ended_by="The school", by=sip, on=TODAY)
    response: Any = client(sip).post(f"/visits/{visit.pk}/miss/", {"reason": "y"}, follow=True)
    assert response.redirect_chain == [
        (f"/visits/{visit.pk}/", 302)
    ] and "You can only record that a planned visit" in text(response)


def test_days_in_words() -> None:
    assert (
        VisitDates(starts_on=date(2026, 11, 18), ends_on=date(2026, 11, 20)).words
        == "Wednesday 18 November 2026 to Friday 20 November 2026"
    )
