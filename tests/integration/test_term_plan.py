"""A partner's term on one page: what is owed, many visits planned and moved in one go, days suggested."""

from datetime import date, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from monitoring.visits.models import Leave, Term, Visit
from monitoring.visits.planning import queries
from monitoring.visits.planning.forms import weekday_of
from monitoring.visits.states import VisitState
from monitoring.visits.visit import actions
from schools.models import Post, School
from sil.accounts.models import User
from sil.deadlines.models import BankHoliday
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories import offers, people, terms, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V13")]
TOWNS = ("Bootle", "Crosby", "Bootle")
PAGE = "/visits/plan/"


@pytest.fixture(autouse=True)
def spring() -> Term:
    return terms.recorded()[1]


@pytest.fixture
def made() -> list[School]:
    return terms.schools_of_one_partner(TOWNS, band="A")


@pytest.fixture
def sip(made: list[School]) -> User:
    return User.objects.get(email="sip@test.example")


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def rows(schools: list[School], term: Term) -> list[str]:
    """The names of the rows of what is owed, without what is still owed from an earlier term."""
    return [each.name for each in queries.owed_visits(schools, term) if not each.since]


def filled(names: list[str], *days: str, **more: str) -> dict[str, str]:
    """What is posted: a day for each of some rows."""
    given = {f"{name}-day": day for name, day in zip(names, days, strict=False)}
    return given | more


def send(user: User, term: Term, data: dict[str, Any]) -> Any:
    return client(user).post(f"{PAGE}?term={term.pk}", {"mode": "virtual"} | data, follow=True)


def asked(response: Any) -> dict[str, list[str]]:
    """The hidden controls that confirm what was asked."""
    form = response.context["form"]
    return {form[name].asked_name: list(said) for name, said in getattr(form, "questions", {}).items() if said}


def test_the_page_says_what_each_school_is_owed_and_plans_many_in_one_go(
    made: list[School], sip: User, spring: Term
) -> None:
    shown = text(client(sip).get(f"{PAGE}?term={spring.pk}"))
    for school in made:
        assert school.name in shown
    assert "Bootle" in shown and "Band A" in shown and "Owed since Autumn term" in shown
    names = rows(made, spring)
    assert len(names) == 3
    days = ("12 1 2027", "13/1/2027", "Thu 14 January 2027")
    done = send(sip, spring, filled(names, *days, **{f"{names[0]}-at": "9.30am", f"{names[1]}-days": "1"}))
    assert "3 visits are planned." in text(done)
    found = list(Visit.objects.order_by("starts_on"))
    assert [v.starts_on.day for v in found] == [12, 13, 14]
    assert [v.school for v in found] == made and {v.lead for v in found} == {sip}
    assert found[0].starts_at == time(9, 30) and found[1].days == 1 and found[0].days == Decimal("0.5")
    assert {v.kind for v in found} == {"termly-contact"}
    assert Message.objects.filter(kind="visit_planned").count() == 3
    assert rows(made, spring) == []
    assert "Thursday 14 January 2027" in text(client(sip).get(f"{PAGE}?term={spring.pk}"))


def test_all_or_nothing_and_everything_typed_is_still_there(made: list[School], sip: User, spring: Term) -> None:
    names = rows(made, spring)
    typed = filled(names, "12 1 2027", "31 2 2027", "soon", **{f"{names[0]}-at": "tea time"})
    shown = text(send(sip, spring, typed))
    assert not Visit.objects.exists()
    for value in ("12 1 2027", "31 2 2027", "soon", "tea time"):
        assert f'value="{value}"' in shown
    assert "Enter the day of the visit, like 27 11 2026." in shown and "There is a problem" in shown
    # The summary says of which school.
    assert f"{made[2].name}, " in shown.split("There is a problem")[1].split("</ul>")[0]
    assert "at least one visit" in text(send(sip, spring, {}))
    lone = text(send(sip, spring, {f"{names[0]}-at": "9am"}))
    assert "Enter the day as well, or clear the time." in lone
    short = {f"{names[0]}-days": "0.3"}
    assert "length in half days" in text(send(sip, spring, filled(names, "12 1 2027", **short)))
    assert not Visit.objects.exists()


def test_odd_days_clashes_and_towns_are_asked_about_once(made: list[School], sip: User, spring: Term) -> None:
    """Also those of the rows among themselves; nothing is planned before they are confirmed."""
    names = rows(made, spring)
    BankHoliday.objects.get_or_create(date=date(2027, 1, 13), defaults={"name": "Made-up Day"})
    data = filled(names, "13 1 2027", "13 1 2027", "16 1 2027")
    first = send(sip, spring, data)
    shown = text(first)
    assert "is a bank holiday" in shown and "at the weekend" in shown
    assert f"{sip.name} has another visit on Wednesday 13 January 2027: Termly contact at {made[1].name}." in shown
    assert f"{sip.name} is in Crosby on Wednesday 13 January 2027" in shown
    assert not Visit.objects.exists() and not Message.objects.filter(kind="visit_planned").exists()
    # One more mistake: what was confirmed stays confirmed.
    second = send(sip, spring, data | asked(first) | {f"{names[2]}-day": "x"})
    assert not Visit.objects.exists() and f'value="{sip.name} is in Crosby' in text(second)
    third = send(sip, spring, data | asked(first))
    assert "3 visits are planned." in text(third) and Visit.objects.count() == 3


def test_visits_are_moved_by_their_dates_and_can_change_places(made: list[School], sip: User, spring: Term) -> None:
    one = visits.planned(made[0], sip, date(2027, 1, 12))
    other = visits.planned(made[2], sip, date(2027, 1, 19))
    page = client(sip).get(f"{PAGE}?term={spring.pk}")
    assert f"visit-{one.pk}-day" in text(page)
    data = {f"visit-{one.pk}-day": "19 1 2027", f"visit-{other.pk}-day": "12 1 2027", f"visit-{other.pk}-at": "1pm"}
    Post.objects.filter(school=made[0], role="headteacher").delete()
    said = "2 visits are moved. We will email the headteachers. Nobody can be emailed at"
    assert f"{said} {made[0].name}: tell them yourself." in text(send(sip, spring, data))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.starts_on.day, other.starts_on.day, other.starts_at) == (19, 12, time(13))
    assert Message.objects.filter(kind="visit_moved").count() == 1
    assert "Enter the day of the visit" in text(send(sip, spring, {f"visit-{one.pk}-day": ""}))


def test_a_row_that_is_gone_meanwhile_is_not_lost_without_a_word(made: list[School], sip: User, spring: Term) -> None:
    names = rows(made, spring)
    visits.planned(made[0], sip, date(2027, 1, 12))
    shown = text(send(sip, spring, filled(names, "20 1 2027", "21 1 2027")))
    assert "no longer on this page" in shown and Visit.objects.count() == 1


def test_the_weeks_say_what_is_closed_what_clashes_and_how_many_days(
    made: list[School], sip: User, spring: Term
) -> None:
    visits.planned(made[0], sip, date(2027, 1, 12))
    visits.planned(made[1], sip, date(2027, 1, 12))
    shown = text(client(sip).get(f"{PAGE}?term={spring.pk}"))
    week = shown.split("11 January to 15 January 2027")[1].split("</section>")[0]
    assert ": 2 days" in week and f"Clashes with: Core visit at {made[1].name}, Tuesday 12 January 2027." in week
    assert "Two towns on one day: Bootle and Crosby." in week
    assert "Bank holiday: Friday 26 March 2027 (Good Friday)" in shown
    assert "29 March to 2 April 2027: no visits" in shown and "School holidays" in shown
    assert "12 April" not in shown


def test_suggested_days_are_free_working_days_and_nothing_is_saved(made: list[School], sip: User, spring: Term) -> None:
    names = rows(made, spring)
    shown = send(sip, spring, filled(names, "12 1 2027", act="suggest"))
    form = shown.context["form"]
    days = [form[f"{each.name}-day"].value() for each in form.owed]
    assert "12 1 2027" in days and all(days) and not Visit.objects.exists()
    found = [day for each in form.owed if (day := weekday_of(form[f"{each.name}-day"])) != date(2027, 1, 12)]
    free = queries.free_days(spring, [], after=TODAY, lead=sip)
    assert set(found) <= set(free) - {date(2027, 1, 12)} and len(set(found)) == len(found) == 5
    assert "Nothing is saved yet" in text(shown)


def test_leave_is_in_the_weeks_is_never_suggested_and_is_asked_about(
    made: list[School], sip: User, spring: Term
) -> None:
    """Nearly the whole term: what is suggested are the two days that are left."""
    Leave.objects.create(
        user=sip, academic_year=2026, starts_on=date(2027, 1, 6), ends_on=date(2027, 3, 26), days=Decimal(50)
    )
    assert "Leave: Wednesday 6 January 2027 to Friday 26 March 2027" in text(
        client(sip).get(f"{PAGE}?term={spring.pk}")
    )
    names = rows(made, spring)
    shown = send(sip, spring, {"act": "suggest"})
    form = shown.context["form"]
    found = {weekday_of(form[f"{each.name}-day"]) for each in form.owed}
    assert found == {None, date(2027, 1, 4), date(2027, 1, 5)}
    assert "there is no free working day left" in text(shown)
    asks = text(send(sip, spring, filled(names, "12 1 2027")))
    assert f"{sip.name} is on leave: Wednesday 6 January 2027 to" in asks and not Visit.objects.exists()


def test_a_principal_officer_chooses_whose_term_and_a_partner_only_sees_their_own(
    made: list[School], sip: User, spring: Term
) -> None:
    officer, other = people.person(role="principal_officer"), people.person("Other Partner", role="sip")
    names = rows(made, spring)
    shown = text(client(officer).get(f"{PAGE}?term={spring.pk}&partner={sip.pk}"))
    assert f"{names[0]}-day" in shown
    # Another term is shown without a partner, as the page itself sends it.
    own = client(officer).get(PAGE)
    sent = {name: own.context["choice"][name].value() or "" for name in ("term", "partner")}
    assert sent["partner"] == "" and not client(officer).get(PAGE, sent).context["choice"].errors
    address = f"{PAGE}?term={spring.pk}&partner={sip.pk}"
    client(officer).post(address, filled(names, "12 1 2027", mode="virtual"))
    assert Visit.objects.get().lead == sip and Visit.objects.get().planned_by == officer
    assert made[1].name not in text(client(other).get(address))
    client(other).post(address, filled(names[1:], "13 1 2027", mode="virtual"))
    assert Visit.objects.count() == 1


def test_the_term_shown_first_is_the_present_one_and_the_next_in_its_last_weeks() -> None:
    found = list(Term.objects.filter(academic_year=terms.YEAR))
    shown = {day: queries.term_to_plan(found, day) for day in (TODAY, date(2026, 12, 4), date(2026, 12, 5))}
    assert [term.name if term else "" for term in shown.values()] == ["Autumn term", "Autumn term", "Spring term"]
    assert queries.term_to_plan([], TODAY) is None


def test_a_missed_visit_is_planned_again_with_a_day_and_nothing_else(made: list[School], sip: User) -> None:
    missed = visits.planned(made[0], sip, date(2026, 11, 12), purpose="The plan.", mode="virtual", days=Decimal("1.5"))
    actions.miss(missed, reason="Snow.", by=sip, on=TODAY)
    address = f"/schools/{made[0].pk}/visits/plan/?again={missed.pk}"
    for page in ("/visits/", f"/visits/{missed.pk}/", PAGE):
        assert address in text(client(sip).get(page)), page
    # Who took part reads of it, and does not plan at a school that is not theirs.
    joined = people.person("Joan Joined", role="sip")
    missed.others.add(joined)
    assert address not in text(client(joined).get(f"/visits/{missed.pk}/"))
    assert made[0].name in text(client(joined).get("/visits/")) and address not in text(client(joined).get("/visits/"))
    form = client(sip).get(address).context["form"]
    given = {name: form[name].value() for name in ("kind", "mode", "days", "purpose")}
    assert given == {"kind": "core-visit", "mode": "virtual", "days": "1.5", "purpose": "The plan."}
    data = given | {"lead": sip.pk, "starts_on_day": "27", "starts_on_month": "11", "starts_on_year": "2026"}
    client(sip).post(address, data)
    again = Visit.objects.get(status=VisitState.PLANNED)
    assert (again.starts_on, again.days, again.purpose) == (date(2026, 11, 27), Decimal("1.5"), "The plan.")


def test_the_page_asks_no_more_for_more_schools(made: list[School], sip: User, spring: Term) -> None:
    visits.planned(made[0], sip, date(2027, 1, 12))
    asker = client(sip)
    asker.get(f"{PAGE}?term={spring.pk}")

    def asked_for() -> int:
        with CaptureQueriesContext(connection) as found:
            asker.get(f"{PAGE}?term={spring.pk}")
        return len(found)

    first = asked_for()
    for school in terms.schools_of_one_partner(("Formby", "Maghull"), band="C", partner=sip):
        visits.planned(school, sip, date(2027, 2, 2), kind="termly-contact")
    asker.get(f"{PAGE}?term={spring.pk}")
    assert asked_for() == first <= 15


def missed_on(school: School, sip: User, day: date) -> Visit:
    """A visit with a purpose that did not take place."""
    visit = visits.planned(school, sip, day, purpose="Reading in year 2.", days=Decimal("0.5"))
    return actions.miss(visit, reason="Snow.", by=sip, on=TODAY)


def test_a_visit_that_did_not_take_place_is_planned_again_by_one_press(made: list[School], sip: User) -> None:
    """On the first free day that is a week away: no visit, leave, bank holiday or held time on it."""
    missed = missed_on(made[0], sip, TODAY - timedelta(days=4))
    assert date(2026, 11, 20) == TODAY
    # A Friday. Friday 27 November has a visit, Monday is a bank holiday, Tuesday leave, Wednesday is offered.
    visits.planned(made[1], sip, date(2026, 11, 27))
    BankHoliday.objects.get_or_create(date=date(2026, 11, 30), defaults={"name": "Made-up Day"})
    Leave.objects.create(user=sip, academic_year=2026, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1), days=1)
    offers.offered(made[1], sip, date(2026, 12, 2), date(2026, 12, 9), kind="brokered")
    page = text(client(sip).get(missed.get_absolute_url()))
    assert "Plan the visit again" in page and "Choose the day yourself" in page
    done = text(client(sip).post(f"{missed.get_absolute_url()}again/", follow=True))
    assert "The visit is planned again for Thursday 3 December 2026, the next free day of Sam Sample." in done
    again = Visit.objects.get(school=made[0], status=VisitState.PLANNED)
    same = ("kind", "mode", "days", "purpose", "lead")
    assert [getattr(again, name) for name in same] == [getattr(missed, name) for name in same]
    assert again.starts_on == date(2026, 12, 3) and "Move the visit to another day" in done
    twice = text(client(sip).post(f"{missed.get_absolute_url()}again/", follow=True))
    assert "already planned for Thursday 3 December 2026" in twice
    assert Visit.objects.filter(school=made[0], status=VisitState.PLANNED).count() == 1


def test_no_free_day_is_said_and_nothing_is_planned(made: list[School], sip: User) -> None:
    missed = missed_on(made[0], sip, TODAY - timedelta(days=4))
    Leave.objects.create(user=sip, academic_year=2026, starts_on=TODAY, ends_on=date(2027, 8, 1), days=1)
    done = text(client(sip).post(f"{missed.get_absolute_url()}again/", follow=True))
    assert "There is no free working day left in the terms on record." in done
    assert not Visit.objects.filter(status=VisitState.PLANNED).exists()
    assert client(made[0].posts.get(role="headteacher").user).post(f"/visits/{missed.pk}/again/").status_code == 404
