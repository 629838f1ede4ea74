"""Inspection outcomes: each figure is the schools of the list that it opens, counted by hand and over random worlds."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.oversight.outcomes.standings import PLACES, in_words
from schools.inspections.queries import spells
from schools.inspections.terms import REPORT_CARD_AREAS
from schools.models import Inspection, School, SchoolLink
from schools.models.inspections import REPORT_CARD_SCALE
from schools.succession import predecessors_of_all, urns_with_predecessors
from sil.accounts.models import User
from tests.factories import inspections, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("O4")]
THEN, NOW = date(2025, 11, 20), date(2026, 11, 20)
PATH = "/inspections/outcomes/"


def page(user: User, path: str = PATH) -> Any:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.context


@pytest.fixture
def officer() -> User:
    return people.person(role="principal_officer")


def card(school: School, on: date, grade: str = "Expected standard", **facts: Any) -> Inspection:
    judged = dict.fromkeys(REPORT_CARD_AREAS, grade)
    return inspections.from_a_file(school, on, kind="report_card", overall="", judgements=judged, **facts)


def names(user: User, href: str) -> list[str]:
    return [row.name for row in page(user, href)["listing"].page]


def test_by_hand(officer: User) -> None:
    """One school was inadequate and has a report card, one is good since 2023, one was never inspected; one has a
    report card in which an area needs attention."""
    first, second = (
        schools.school("Example First School", pupils=100),
        schools.school("Example Second School", pupils=50),
    )
    schools.school("Example Third School")
    fourth = schools.school("Example Fourth School")
    inspections.from_a_file(first, date(2024, 1, 10), overall="4", category="SM")
    card(first, date(2026, 5, 5))
    inspections.from_a_file(second, date(2023, 1, 10), overall="2", judgements={"Quality of education": "2"})
    inspections.from_a_file(second, date(2026, 10, 1), kind="ungraded", overall="")
    attention = card(fourth, date(2026, 6, 6), "Strong standard")
    Inspection.objects.filter(pk=attention.pk).update(
        judgements=attention.judgements | {"Inclusion": "Needs attention"}
    )
    found = page(officer)
    then = {words: before for words, before, _ in found["grades"]}
    now = {words: after for words, _, after in found["grades"]}
    assert (then["Inadequate"].number, then["Good"].number, then[PLACES["none"]].number) == (1, 1, 2)
    assert (now["Inadequate"].number, now["Good"].number, now[PLACES["card"]].number) == (0, 1, 2)
    assert (now["Good"].of, now["Good"].share, now["Good"].pupils) == (4, "25%", 50)
    assert [(f.number, f.of) for f in found["good"][1][1:]] == [(1, 1), (1, 2)]
    assert [(f.number, f.of) for f in found["good"][0][1:]] == [(1, 2), (0, 0)]
    assert names(officer, found["good"][1][2].href) == ["Example First School"]
    assert found["ungraded"][1].number == 1
    assert dict(dict(found["cards"].rows)["Inclusion"])["Needs attention"].number == 1
    assert dict(dict(found["parts"].rows)["Quality of education"])["Good"].number == 1
    moved = dict(dict(found["moves"].rows)["Inadequate"])["Report card"]
    assert moved.number == 1 and names(officer, moved.href) == ["Example First School"]


def test_a_category_over_time(officer: User) -> None:
    """Special measures from January 2024 until the report card of May 2026."""
    school = schools.school()
    inspections.from_a_file(school, date(2024, 1, 10), overall="4", category="SM")
    card(school, date(2026, 5, 5))
    path = f"{PATH}?now_day=4&now_month=5&now_year=2026"
    assert dict(page(officer, path)["categories"].rows[-1][1])["Special measures"].number == 1
    assert dict(page(officer)["categories"].rows[-1][1])["Special measures"].number == 0


def test_history_follows_a_school_that_converted(officer: User) -> None:
    """The academy counts with the grade of the school it took the place of; before it opened, that school counts."""
    day = date(2026, 9, 1)
    old = schools.school("Example Old School", urn=900801, status="Closed", close_date=day)
    new = schools.school("Example New Academy", urn=900802, open_date=day, **schools.CONVERTER)
    SchoolLink.objects.create(
        key=f"{old.pk}-{new.pk}",
        predecessor_urn=old.pk,
        successor_urn=new.pk,
        dated_by_successor=day,
        kind="succession",
    )
    inspections.from_a_file(old, date(2023, 1, 10), overall="1")
    found = {words: (before, after) for words, before, after in page(officer)["grades"]}
    before, after = found["Outstanding"]
    assert names(officer, before.href) == ["Example Old School"]
    assert names(officer, after.href) == ["Example New Academy"]
    assert predecessors_of_all() == {new.pk: [old.pk]}


def test_a_day_to_come_and_no_day_are_refused_beside_the_field(officer: User) -> None:
    for asked in ("now_day=1&now_month=1&now_year=2030", "then_day=40&then_month=1&then_year=2026"):
        found = page(officer, f"{PATH}?{asked}")
        assert found["filters"].errors and found["now"] == NOW


def test_no_such_figure(officer: User) -> None:
    for figure in ("", "nothing", "card:99:1", "move:1", "part:a:b", "card:0:9"):
        assert page(officer, f"{PATH}schools/?figure={figure}&at=2026-99-99")["listing"].count == 0


def links(context: Any) -> list[Any]:
    """Every figure of the page."""
    found = [figure for _, *both in context["grades"] for figure in both]
    found += [*context["ungraded"], *(figure for row in context["good"] for figure in row[1:])]
    for name in ("cards", "parts", "moves", "categories"):
        found += [figure for _, cells in context[name].rows for _, figure in cells]
    found += [figure for _, days in context["groups"] for row in days for figure in row[1:]]
    return found


_EVENT = st.tuples(
    st.integers(0, 4),
    st.dates(date(2023, 1, 1), date(2027, 1, 1)),
    st.sampled_from(("1", "2", "3", "4", "", "card", "card", "ungraded")),
    st.sampled_from(("", "", "SM", "SWK")),
    st.sampled_from(REPORT_CARD_SCALE),
)


def expected_place(line: list[Inspection], day: date) -> str:
    full = [each for each in line if each.kind != "ungraded" and each.starts_on <= day]
    last = max(full, key=lambda each: (each.starts_on, each.pk), default=None)
    if last is None:
        return "none"
    return "card" if last.kind == "report_card" else last.overall or "no-grade"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(_EVENT, max_size=14), converted=st.booleans())
def test_each_figure_is_its_schools(officer: User, events: list[Any], converted: bool) -> None:
    with transaction.atomic():
        _check(officer, events, converted)
        transaction.set_rollback(True)


def _check(officer: User, events: list[Any], converted: bool) -> None:
    made = [
        schools.school(f"Example School {n}", urn=900900 + n, phase=("Primary", "Secondary")[n % 2]) for n in range(5)
    ]
    if converted:
        School.objects.filter(pk=made[0].pk).update(status="Closed", close_date=date(2026, 4, 1))
        School.objects.filter(pk=made[1].pk).update(open_date=date(2026, 4, 1))
        SchoolLink.objects.create(
            key="900900-900901",
            predecessor_urn=900900,
            successor_urn=900901,
            dated_by_successor=date(2026, 4, 1),
            kind="succession",
        )
    for number, on, what, category, grade in events:
        if what == "card":
            card(made[number], on, grade, category=category if category == "SM" else "")
        else:
            graded = what != "ungraded"
            facts = {"kind": "graded", "overall": what} if graded else {"kind": "ungraded", "overall": ""}
            inspections.from_a_file(made[number], on, category=category, **facts)
    found = page(officer)
    for figure in links(found):
        assert page(officer, figure.href)["listing"].count == figure.number, figure.href
    for day, at in ((THEN, 0), (NOW, 1)):
        told = {words: both[at].number for words, *both in found["grades"]}
        counted: dict[str, int] = {}
        troubled = 0
        for school in School.objects.filter(urn__range=(900900, 900910)):
            if (school.open_date and day < school.open_date) or (school.close_date and school.close_date <= day):
                continue
            line = list(Inspection.objects.filter(school__in=urns_with_predecessors(school)).select_related("school"))
            words = PLACES[expected_place(line, day)]
            counted[words] = counted.get(words, 0) + 1
            troubled += any(s.starts_on <= day and (s.ends_on is None or day < s.ends_on) for s in spells(line))
        assert {words: number for words, number in told.items() if number} == counted
    last = found["categories"].rows[-1][1]
    assert sum(figure.number for _, figure in last) == troubled


def test_what_each_figure_is_called() -> None:
    assert in_words("move:4:card") == "Inadequate then, Report card (from November 2025) now"
    assert in_words("card:0:4") == "Inclusion: Urgent improvement"
    assert in_words("part:0:2") == "Quality of education: Good"
    assert timedelta(days=365) == NOW - THEN
