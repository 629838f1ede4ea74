"""The calendar feed, read back by a parser; and the terms that administrators keep."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from monitoring.visits.calendar import actions as feeds
from monitoring.visits.models import Term, Visit
from monitoring.visits.terms import actions as term_actions
from monitoring.visits.terms.policies import TermInput
from monitoring.visits.terms.queries import term_of, terms_of
from monitoring.visits.visit import actions
from monitoring.visits.visit.policies import VisitDates
from schools.models import School
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import people, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]


@pytest.fixture
def school(db: None) -> School:
    return schools.school("Example Primary School")


@pytest.fixture
def sip(school: School) -> User:
    return people.assign(school).user


def read(token: str) -> tuple[Any, Any]:
    response: Any = Client().get(f"/calendar/{token}.ics")
    return response, Calendar.from_ical(response.content) if response.status_code == 200 else None


def events(token: str) -> dict[str, Any]:
    _, calendar = read(token)
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.feature("T10")
def test_the_calendar_of_a_partner(school: School, sip: User) -> None:
    timed = VisitDates(starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 26), starts_at=time(9, 30))
    facts = visits.facts(sip, purpose="A secret of the case", kind="termly-contact")
    visit = actions.plan(school, dates=timed, details=facts, by=sip, on=TODAY)
    visits.held(school, sip, TODAY)
    token = feeds.renew(by=sip).token
    response, calendar = read(token)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert b"secret" not in response.content and b"draft" not in response.content
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    found = events(token)
    assert set(found) == {
        "Termly contact: Example Primary School",
        "Core visit: Example Primary School",
        "Report due, Core visit: Example Primary School",
    }
    contact = found["Termly contact: Example Primary School"]
    assert str(contact["uid"]) == f"visit-{visit.uid}" and contact["sequence"] == 0
    assert contact.decoded("dtstart") == datetime(2026, 11, 26, 9, 30, tzinfo=clock.LONDON)
    assert contact.decoded("dtend") == datetime(2026, 11, 26, 15, 30, tzinfo=clock.LONDON)
    assert contact.decoded("dtstamp") == NOW and str(contact["status"]) == "CONFIRMED"
    held = found["Core visit: Example Primary School"]
    assert (held.decoded("dtstart"), held.decoded("dtend")) == (TODAY, TODAY + timedelta(days=1))
    due = found["Report due, Core visit: Example Primary School"]
    assert due.decoded("dtstart") == date(2026, 11, 30)
    actions.cancel(visit, reason="A secret reason", ended_by="The school", by=sip, on=TODAY)
    gone = events(token)["Termly contact: Example Primary School"]
    assert (str(gone["status"]), gone["sequence"], str(gone["uid"])) == ("CANCELLED", 1, f"visit-{visit.uid}")
    assert b"secret" not in read(token)[0].content


@pytest.mark.feature("T10")
def test_the_whole_file_as_it_is(school: School, sip: User) -> None:
    visit = visits.planned(school, sip, date(2026, 11, 27))
    token = feeds.renew(by=sip).token
    assert read(token)[0].content.decode().splitlines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//School support//Visits//EN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:School visits and meetings",
        "BEGIN:VEVENT",
        "SUMMARY:Core visit: Example Primary School",
        "DTSTART;VALUE=DATE:20261127",
        "DTEND;VALUE=DATE:20261128",
        "DTSTAMP:20261120T100000Z",
        f"UID:visit-{visit.uid}",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        f"URL:http://127.0.0.1:8000/visits/{visit.pk}/",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.feature("T10")
def test_whose_visits_stand_in_a_calendar(school: School, sip: User) -> None:
    head, other, officer = (
        people.post(school, "headteacher").user,
        people.person(role="sip"),
        people.person(role="principal_officer"),
    )
    visits.planned(school, sip, date(2026, 11, 27), others=(other,))
    visits.held(school, sip, TODAY)
    there = {"sip": sip, "head": head, "other": other, "officer": officer}
    calendars = {name: read(feeds.renew(by=user).token)[1] for name, user in there.items()}
    counts = {name: len(calendar.walk("VEVENT")) for name, calendar in calendars.items()}
    assert counts == {"sip": 3, "head": 2, "other": 1, "officer": 0}


@pytest.mark.feature("T10")
def test_an_old_address_and_a_closed_account_lead_nowhere(sip: User) -> None:
    page = Client()
    page.force_login(sip)
    page.post("/calendar/renew/")
    old = sip.feed.token  # type: ignore[attr-defined]
    assert f"/calendar/{old}.ics" in page.get("/calendar/").content.decode()
    assert read(old)[0].status_code == 200
    page.post("/calendar/renew/")
    sip = User.objects.get(pk=sip.pk)
    new = sip.feed.token  # type: ignore[attr-defined]
    assert (read(old)[0].status_code, read(new)[0].status_code) == (404, 200)
    accounts.set_open(sip, by=None, on=TODAY, is_open=False)
    assert read(new)[0].status_code == 404
    assert Event.objects.filter(kind__startswith="calendar_feed.").count() == 2


def test_terms(school: School) -> None:
    admin = people.person(role="administrator")
    autumn = visits.term("Autumn term", date(2026, 9, 2), date(2026, 12, 18), by=admin)
    spring = visits.term("Spring term", date(2027, 1, 4), date(2027, 3, 24), by=admin)
    assert list(terms_of(2026)) == [autumn, spring] == list(terms_of(2026, school))
    assert term_of(TODAY) == autumn and term_of(date(2026, 12, 25)) is None and term_of(date(2025, 11, 1)) is None
    own = visits.term("Autumn term", date(2026, 9, 7), date(2026, 10, 1), by=admin, school=school)
    assert list(terms_of(2026, school)) == [own], "a school's own win as a whole year"
    assert term_of(TODAY, school) is None and term_of(TODAY, schools.school()) == autumn


def test_terms_that_cannot_be(school: School) -> None:
    admin = people.person(role="administrator")
    visits.term("Autumn term", date(2026, 9, 2), date(2026, 12, 18), by=admin)

    def code(name: str, starts_on: date, ends_on: date, **more: Any) -> str:
        dates = TermInput(academic_year=2026, name=name, starts_on=starts_on, ends_on=ends_on)
        with pytest.raises(Denied) as denied:
            term_actions.add(dates, **{"by": admin, "on": TODAY} | more)
        return denied.value.code

    assert code("Spring term", date(2027, 3, 1), date(2027, 1, 4)) == "ends_before"
    assert code("Spring term", date(2026, 12, 18), date(2027, 3, 4)) == "overlaps"
    assert code("autumn Term", date(2027, 1, 4), date(2027, 3, 4)) == "name_taken"
    assert code("Summer term", date(2027, 8, 1), date(2027, 9, 1)) == "other_year"
    officer = people.person(role="principal_officer")
    assert code("Spring term", date(2027, 1, 4), date(2027, 3, 4), by=officer) == "not_allowed"


def test_terms_on_their_page(school: School) -> None:
    page = Client()
    page.force_login(people.person(role="administrator"))
    post = {"name": "Autumn term", "school": ""}
    post |= {
        f"starts_on_{part}": value for part, value in zip(("day", "month", "year"), ["2", "9", "2026"], strict=True)
    }
    post |= {
        f"ends_on_{part}": value for part, value in zip(("day", "month", "year"), ["18", "12", "2026"], strict=True)
    }
    assert "Autumn term of 2026 to 2027 is added." in page.post("/settings/terms/", post, follow=True).content.decode()
    refused = page.post("/settings/terms/", post | {"name": "Again"}).content.decode()
    assert "These days overlap with Autumn term" in refused and 'value="Again"' in refused
    assert "There is no school with this URN." in page.post("/settings/terms/", post | {"school": "1"}).content.decode()
    term = Term.objects.get()
    page.post(f"/settings/terms/{term.pk}/", post | {"ends_on_day": "17"})
    event = Event.objects.get(kind="term.changed")
    assert (event.scope, event.data["old"]) == ("settings", {"ends_on": "2026-12-18"})
    assert "Keep it" in page.get(f"/settings/terms/{term.pk}/remove/").content.decode()
    page.post(f"/settings/terms/{term.pk}/remove/")
    assert not Term.objects.exists() and Event.objects.filter(kind="term.removed", scope="settings").exists()
    assert not Visit.objects.exists()


@pytest.mark.promise("up")
@pytest.mark.feature("T12")
def test_a_visit_far_off_does_not_break_the_calendar(school: School, sip: User) -> None:
    """One visit with a date that no calendar knows is left out of your calendar; all others are in it."""
    near = visits.planned(school, sip, date(2026, 11, 26))
    far = visits.planned(school, sip, date(2026, 11, 27))
    Visit.objects.update(starts_at=time(9, 30))
    Visit.objects.filter(pk=far.pk).update(starts_on=date(9999, 12, 31), ends_on=date(9999, 12, 31))
    shown = [str(event["uid"]) for event in events(feeds.renew(by=sip).token).values()]
    assert shown == [f"visit-{near.uid}"]
    browser = Client()
    browser.force_login(sip)
    for path in ("/", "/visits/", f"/visits/{far.pk}/", f"/schools/{school.pk}/", f"/schools/{school.pk}/timeline/"):
        page: Any = browser.get(path)
        assert page.status_code == 200, path
