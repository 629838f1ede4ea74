"""Partners' capacity: contracted days and leave, against the days that their schools are owed."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from allocations.states import State
from monitoring.visits.capacity import actions
from monitoring.visits.capacity.policies import LeaveInput
from monitoring.visits.capacity.queries import Capacity, capacity
from monitoring.visits.models import ContractedDays, Leave
from schools.models import Assignment
from sil.accounts.models import User
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, covers, people, schools, visits
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O2")]
YEAR = 2026
# Monday to Friday.
WEEK = LeaveInput(date(2027, 2, 1), date(2027, 2, 5))


@pytest.fixture
def made() -> Scene:
    return allocations.scene(State.AGREED, band="C")


def row(user: User, year: int = YEAR) -> Capacity:
    return next(each for each in capacity(year, TODAY).rows if each.user == user.pk)


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def text(user: User, path: str) -> str:
    answer: Any = client(user).get(path)
    assert answer.status_code == 200, path
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def test_what_a_partner_has_to_give_is_set_against_what_their_schools_are_owed(made: Scene) -> None:
    assert (row(made.sip).contracted, row(made.sip).spare, row(made.sip).owed_days) == (None, None, 7)
    actions.set_contracted(made.sip, year=YEAR, days=Decimal(12), by=made.officer, on=TODAY)
    actions.add_leave(made.sip, WEEK, by=made.officer, on=TODAY)
    half = LeaveInput(date(2027, 3, 1), date(2027, 3, 1), Decimal("0.5"))
    actions.add_leave(made.sip, half, by=made.officer, on=TODAY)
    visits.held(made.school, made.sip, TODAY - timedelta(days=20), days=Decimal("1.5"))
    visits.planned(made.school, made.sip, TODAY + timedelta(days=20), kind="termly-contact", days=Decimal("0.5"))
    found = row(made.sip)
    assert (found.leave, found.available, found.spare, found.schools) == (
        Decimal("5.5"),
        Decimal("6.5"),
        Decimal("-0.5"),
        1,
    )
    assert (found.used, found.planned, found.left) == (Decimal("1.5"), Decimal("0.5"), 5)
    assert found.owed == {"Band C": 7}
    page = text(made.officer, "/visits/capacity/")
    assert "12 5.5 6.5 1 7 1.5 0.5 5 0.5 too few" in page
    assert f"{made.sip.name}: 7 days owed, 6.5 available." in page
    # The next year is counted with the band of this one, and has a contract of its own.
    later = row(made.sip, YEAR + 1)
    assert (later.contracted, later.leave, later.owed) == (None, 0, {"Band C": 7})


def test_schools_that_change_hands_and_covers_count_by_the_part_of_the_year(made: Scene) -> None:
    other = people.person("Kaja Example", role="sip")
    covers.arranged(made.sip, other, TODAY, TODAY + timedelta(days=72))
    shares = {each.name: each.owed_days for each in capacity(YEAR, TODAY).rows if each.owed}
    # 73 of 365 days.
    assert shares == {made.sip.name: Decimal("5.6"), "Kaja Example": Decimal("1.4")}
    Assignment.objects.filter(user=made.sip).update(ends_on=TODAY + timedelta(days=72))
    shares = {each.name: each.owed_days for each in capacity(YEAR, TODAY).rows if each.owed}
    assert shares["Nobody"] + shares[made.sip.name] == Decimal("5.6") and shares["Kaja Example"] == Decimal("1.4")


def test_days_owed_are_those_of_the_table_of_all_schools(made: Scene) -> None:
    schools.school("Example School Without A Band")
    answer: Any = client(made.officer).get("/visits/days/?export=csv")
    table = list(csv.DictReader(b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()))
    answer = client(made.officer).get("/visits/capacity/?export=csv")
    mine = list(csv.DictReader(b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()))
    assert sum(Decimal(each["Owed"]) for each in mine) == sum(Decimal(each["Allowed"]) for each in table)
    assert sum(int(each["Schools"]) for each in mine) == len(table) == 2


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (LeaveInput(date(2027, 2, 5), date(2027, 2, 1)), "ends_before"),
        (LeaveInput(date(2027, 8, 30), date(2027, 9, 3)), "two_years"),
        (LeaveInput(date(2027, 2, 1), date(2027, 2, 5), Decimal(6)), "bad_leave"),
        (LeaveInput(date(2027, 2, 1), date(2027, 2, 5), Decimal("0.3")), "bad_leave"),
        (LeaveInput(date(2027, 2, 6), date(2027, 2, 7)), "bad_leave"),
        (LeaveInput(date(2027, 2, 5), date(2027, 2, 8)), "overlaps"),
    ],
)
def test_leave_that_cannot_be_is_refused(made: Scene, typed: LeaveInput, code: str) -> None:
    actions.add_leave(made.sip, WEEK, by=made.officer, on=TODAY)
    with pytest.raises(Denied) as refused:
        actions.add_leave(made.sip, typed, by=made.officer, on=TODAY)
    assert refused.value.code == code and Leave.objects.count() == 1


@pytest.mark.parametrize("days", ["-1", "263", "1.3"])
def test_contracted_days_that_cannot_be_are_refused(made: Scene, days: str) -> None:
    with pytest.raises(Denied) as refused:
        actions.set_contracted(made.sip, year=YEAR, days=Decimal(days), by=made.officer, on=TODAY)
    assert refused.value.code == "bad_days" and not ContractedDays.objects.exists()


def test_only_who_approves_days_enters_them_and_each_act_is_kept(made: Scene) -> None:
    for other in (made.sip, made.director, people.person(role="administrator")):
        with pytest.raises(Denied):
            actions.set_contracted(made.sip, year=YEAR, days=Decimal(95), by=other, on=TODAY)
        with pytest.raises(Denied):
            actions.add_leave(made.sip, WEEK, by=other, on=TODAY)
        assert client(other).get("/visits/capacity/").status_code == 404
        assert client(other).get(f"/visits/capacity/{made.sip.pk}/").status_code == 404
    signed_in, path = client(made.officer), f"/visits/capacity/{made.sip.pk}/"
    assert client(made.officer).get(f"/visits/capacity/{made.head.pk}/").status_code == 404
    assert signed_in.post(f"{path}contract/?year={YEAR}", {"days": "95"}).status_code == 302
    dates = {"starts_on_day": "1", "starts_on_month": "2", "starts_on_year": "2027"}
    dates |= {"ends_on_day": "5", "ends_on_month": "2", "ends_on_year": "2027", "days": ""}
    assert signed_in.post(path, dates).status_code == 302
    leave = Leave.objects.get()
    assert (leave.days, leave.academic_year, ContractedDays.objects.get().days) == (5, YEAR, 95)
    assert signed_in.post(f"/leave/{leave.pk}/remove/").status_code == 302
    assert not Leave.objects.exists()
    kinds = Event.objects.filter(scope=f"person:{made.sip.pk}", actor_id=str(made.officer.pk))
    kept = list(kinds.order_by("pk").values_list("kind", flat=True))
    assert kept == ["contracted_days.set", "leave.added", "leave.removed"]


@pytest.mark.feature("O11")
def test_a_scenario_shows_days_and_cost_before_and_after_and_keeps_nothing(made: Scene) -> None:
    other = people.person("Kaja Example", role="sip")
    events = Event.objects.count()
    path = "/visits/capacity/scenario/"
    assert f"{made.sip.name} 1 1 7 7" in text(made.officer, path)
    # 7 days of band C, 5.5 of band B: (7 - 5.5) days at £450.50.
    moved = text(made.officer, f"{path}?number_1=1&from_1=Band+C&to_1=Band+B&rate=450.50")
    assert "All 1 1 7 5.5 £3,153.50£2,477.75£675.75 less" in moved
    given = f"{path}?schools={made.school.pk}&to={other.pk}&leaving={made.sip.pk}"
    page = text(made.officer, given)
    assert (
        f"{made.sip.name} 1 0 7 0" in page
        and "Kaja Example 0 1 0 7" in page
        and "Nobody" not in page.split("Too few")[1]
    )
    assert "Nobody 0 1 0 7" in text(made.officer, f"{path}?leaving={made.sip.pk}")
    refused = text(made.officer, f"{path}?schools={made.school.pk}&number_1=x&rate=-1")
    for sentence in ("Enter who takes the schools.", "Enter the number of schools, like 3.", "must be 0 or more"):
        assert sentence in refused
    # By any way to write it, a wrong address changes nothing and fails nowhere.
    assert text(made.officer, f"{path}?year=1999&rate=9999999&from_1=Band+Z&to=nobody")
    assert Event.objects.count() == events
    assert capacity(YEAR, TODAY).rows[0].owed_days in (0, 7) and row(made.sip).owed_days == 7
