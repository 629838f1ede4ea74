"""Does one timeline tell everything that happened to a school, to whoever may read it?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schools.models import School, SchoolLink
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.web.timeline import GROUPS, Entry, Timeline, latest, once
from tests.conftest import NOW, TODAY
from tests.factories import inspections, people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("S7")]


@pytest.fixture
def school() -> School:
    return schools.school("Example Primary School", open_date=date(1990, 9, 1))


@pytest.fixture
def sip(school: School) -> User:
    return people.assign(school).user


def titles(school: School, user: User, **asked: Any) -> list[str]:
    return [entry.title for entry in Timeline(school, roles_of(user, TODAY), **asked).entries]


def test_everything_stands_in_its_order_with_who_old_new_and_why(school: School, sip: User) -> None:
    found = inspections.from_a_file(school, date(2021, 5, 12))
    events.record(
        "school.register_changed",
        subject=school,
        by=None,
        scope=f"school:{school.urn}",
        reason="Asked for.",
        what="name changed",
        old={"name": "Sample School", "open_date": "1990-09-01"},
        new={"name": "Example Primary School", "open_date": None},
    )
    told = Timeline(school, roles_of(sip, TODAY)).entries
    assert [entry.title for entry in told] == [
        "National register: name changed",
        f"{sip.name} became the school's School Improvement Partner, from 1 September 2020",
        "Inspected by Ofsted: Good",
        f"Opened as Example Primary School (URN {school.urn})",
    ]
    first = told[0]
    assert (first.by, first.why, first.group, first.day) == ("The system", "Asked for.", "National register", TODAY)
    assert [(each.what, each.old, each.new) for each in first.changes] == [
        ("Name", "Sample School", "Example Primary School"),
        ("Open date", "1 September 1990", "nothing"),
    ]
    assert told[2].href == found.get_absolute_url() and told[2].at is None
    assert latest(school, roles_of(sip, TODAY), 2) == told[:2]


def test_it_is_narrowed_by_kind_and_year_and_counts_what_there_is(school: School, sip: User) -> None:
    for year in (2016, 2019, 2021):
        inspections.from_a_file(school, date(year, 5, 12))
    found = Timeline(school, roles_of(sip, TODAY), group="inspections", year=2019)
    assert [entry.day.year for entry in found.entries] == [2019]
    assert {(each.value, each.count) for each in found.groups} == {("inspections", 1)}
    assert [(each.value, each.count) for each in found.years] == [("2021", 1), ("2019", 1), ("2016", 1)]
    page = Client()
    page.force_login(sip)
    shown = page.get(f"/schools/{school.urn}/timeline/?kind=inspections&year=2019").content.decode()
    assert "12 May 2019" in shown and "12 May 2021" not in shown and "1 entry" in shown
    for odd in ("?kind=nonsense&year=x&page=0", "?page=99999999999", "?year=-5"):
        assert page.get(f"/schools/{school.urn}/timeline/{odd}").status_code == 200


def test_pages_hold_everything_once_and_one_page_prints_it_all(school: School, sip: User) -> None:
    for number in range(130):
        events.record("post.given", subject=school, by=None, scope=f"school:{school.urn}", name=f"N{number}", post="x")
    every = [titles(school, sip, page=number) for number in (1, 2, 3)]
    assert [len(page) for page in every] == [50, 50, 32] and len({t for page in every for t in page}) == 132
    assert titles(school, sip, page=9) == every[2]
    page = Client()
    page.force_login(sip)
    assert page.get(f"/schools/{school.urn}/timeline/?all=1").content.decode().count("moj-timeline__item") == 132


def test_a_school_reads_public_things_an_administrator_the_frame_too(school: School, sip: User) -> None:
    inspections.from_a_file(school, date(2021, 5, 12))
    events.record("allocation.flagged", subject=school, by=sip, scope=f"school:{school.urn}", year="2026 to 2027")
    head, admin = people.post(school, "headteacher").user, people.person(role="administrator")
    public = ["Inspected by Ofsted: Good", f"Opened as Example Primary School (URN {school.urn})"]
    assert titles(school, head) == public
    told = titles(school, admin)
    assert set(public) < set(told) and any("became headteacher" in each for each in told)
    assert not any("high-risk" in each for each in told) and any("high-risk" in each for each in titles(school, sip))


def test_history_follows_the_school(school: School, sip: User) -> None:
    School.objects.filter(pk=school.pk).update(status="Closed", close_date=date(2020, 10, 31))
    after = schools.school("Example Academy", open_date=date(2020, 11, 1), **schools.CONVERTER)
    SchoolLink.objects.create(
        key=f"{school.urn}-{after.urn}",
        predecessor_urn=school.urn,
        successor_urn=after.urn,
        kind=SchoolLink.Kind.SUCCESSION,
        dated_by_successor=date(2020, 11, 1),
    )
    old = inspections.from_a_file(school, date(2019, 5, 8), category="SM", overall="4")
    officer = people.assign(after).user
    told = titles(after, officer)
    assert told[0].startswith(officer.name) or told[0].startswith("Opened as Example Academy")
    assert "Inspected by Ofsted: Inadequate, Special measures" in told
    assert f"Example Primary School (URN {school.urn}) closed" in told
    assert f"{sip.name} became the school's School Improvement Partner, from 1 September 2020" in told
    page = Client()
    page.force_login(people.post(after, "headteacher").user)
    assert page.get(old.get_absolute_url()).status_code == 200, "the head of the academy reads its history"
    shown = page.get(f"/schools/{after.urn}/?part=all").content.decode()
    assert "Example Primary School" in shown and f'href="/schools/{school.urn}/"' not in shown


def test_ten_years_cost_as_many_queries_as_ten_days(school: School, sip: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert Timeline(school, roles_of(sip, TODAY)).entries
        return len(asked)

    few = queries()
    for number in range(300):
        events.record("post.given", subject=school, by=None, scope=f"school:{school.urn}", name=f"N{number}", post="x")
        inspections.from_a_file(school, date(2016, 1, 1))
    assert queries() == few


def test_what_two_records_say_of_one_moment_is_told_once() -> None:
    given = Entry(day=TODAY, at=NOW, title="Notice given", by="The system")
    other = [replace(given, why="Said twice."), replace(given, by="Olive Officer"), replace(given, at=None)]
    assert once([given, other[0], given, *other[1:]]) == [given, *other]


def test_a_group_names_the_first_words_of_kinds() -> None:
    """The database cuts off the first word of a kind, so that a beginning of more words would find nothing."""
    named = [name for group in GROUPS for name in (group.slug, *(each.removesuffix(".") for each in group.prefixes))]
    assert all(each.endswith(".") for group in GROUPS for each in group.prefixes)
    assert not any("." in name for name in named) and len(named) == len(set(named))
