"""Which schools followed which: what is followed, what is only told, and that it always ends."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schools.establishments import Sector
from schools.models import School, SchoolLink
from schools.registers.run.actions import import_file
from schools.succession import DEEPEST, lineage, scopes_of, urns_with_predecessors, urns_with_successors
from sil.memo import reading
from tests.data.registers.made_up import ACADEMY, ROW, text
from tests.factories.schools import school

pytestmark = [pytest.mark.feature("S1"), pytest.mark.django_db]
DAY = date(2020, 11, 1)
FIRST = 900000


def link(predecessor: int, successor: int, *, on: date | None = DAY, **facts: Any) -> SchoolLink:
    return SchoolLink.objects.create(
        key=f"{FIRST + predecessor}-{FIRST + successor}",
        predecessor_urn=FIRST + predecessor,
        successor_urn=FIRST + successor,
        dated_by_successor=on,
        **({"kind": "succession"} | facts),
    )


def held(*places: int, **facts: Any) -> list[School]:
    return [school(f"School {place}", urn=FIRST + place, **facts) for place in places]


def line(own: School) -> tuple[list[int], list[int], list[int]]:
    found = lineage(own)
    return tuple([step.urn - FIRST for step in way] for way in (found.earlier, found.later, found.aside))  # type: ignore[return-value]


def test_history_follows_the_school_over_several_changes() -> None:
    first, _, third = held(1, 2, 3)
    link(1, 2, on=date(2008, 9, 1))
    link(2, 3)
    assert line(third) == ([2, 1], [], [])
    assert line(first) == ([], [2, 3], [])
    assert urns_with_predecessors(third) == (900003, 900002, 900001)
    assert (urns_with_predecessors(first), urns_with_successors(first)) == ((900001,), (900001, 900002, 900003))
    assert scopes_of(third) == ("school:900003", "school:900002", "school:900001")


def test_a_step_says_who_how_and_when() -> None:
    (own,) = held(2, open_date=date(2020, 11, 2))
    link(1, 2, kind="amalgamation", predecessor_name="Old School", dated_by_predecessor=date(2020, 10, 31))
    (step,) = lineage(own).earlier
    assert (step.urn, step.school, step.name, step.words) == (900001, None, "Old School", "was amalgamated into")
    # The day on which the successor opened, of three that differ.
    assert step.on == date(2020, 11, 2)


def test_a_school_held_here_has_its_own_name() -> None:
    old, own = held(1, 2)
    link(1, 2, predecessor_name="As the file calls it")
    (step,) = lineage(own).earlier
    assert (step.school, step.name, step.on) == (old, "School 1", DAY)


def test_a_school_that_others_merge_into_was_there_before() -> None:
    (own,) = held(2, open_date=date(1975, 9, 1))
    link(1, 2, kind="merger")
    assert lineage(own).earlier[0].on == DAY


def test_what_is_between_need_not_be_held_here() -> None:
    first, third = held(1, 3)
    link(1, 2)
    link(2, 3)
    assert (line(third)[0], urns_with_predecessors(third)) == ([2, 1], (900003, 900001))
    assert lineage(third).earlier[0].name == "URN 900002"
    assert urns_with_successors(first) == (900001, 900003)


def test_many_to_one_and_one_to_many() -> None:
    first, second, third, fourth = held(1, 2, 3, 4)
    for predecessor in (1, 2):
        for successor in (3, 4):
            link(predecessor, successor)
    assert line(third)[0] == line(fourth)[0] == [1, 2]
    assert line(first)[1] == line(second)[1] == [3, 4]


# Which links are followed


@pytest.mark.parametrize(
    ("closed", "opened", "followed"),
    [
        (date(2020, 8, 31), date(2020, 9, 1), True),
        (date(2020, 8, 31), date(2021, 10, 5), True),
        (date(2021, 10, 5), date(2020, 8, 31), True),
        (date(2020, 8, 31), date(2021, 10, 6), False),
        (None, date(2020, 9, 1), False),
        (date(2020, 8, 31), None, False),
    ],
)
def test_a_link_without_a_day_is_followed_where_the_register_bears_it_out(
    closed: date | None, opened: date | None, followed: bool
) -> None:
    (old,) = held(1, close_date=closed)
    (own,) = held(2, open_date=opened)
    link(1, 2, on=None)
    assert line(own) == (([1], [], []) if followed else ([], [], [1]))
    assert line(old) == (([], [2], []) if followed else ([], [], [2]))
    assert urns_with_predecessors(own) == ((900002, 900001) if followed else (900002,))


def test_a_link_that_is_not_followed_is_told_as_published() -> None:
    (own,) = held(2, open_date=date(2020, 9, 1))
    link(1, 2, on=None, predecessor_name="Another School")
    (step,) = lineage(own).aside
    assert (step.name, step.words, step.on) == ("Another School", "became", None)


@pytest.mark.parametrize("closed", [None, date(2026, 7, 31)])
def test_of_two_that_contradict_each_other_the_one_borne_out_is_followed(closed: date | None) -> None:
    (old,) = held(1, close_date=date(2020, 8, 31), open_date=date(1975, 9, 1))
    (own,) = held(2, open_date=date(2020, 9, 1), close_date=closed)
    link(1, 2)
    link(2, 1)
    assert line(own) == ([1], [], [1])
    assert line(old) == ([], [2], [2])


@pytest.mark.parametrize(
    "dates",
    [
        {},
        # Both are borne out, so neither is.
        {"open_date": date(2020, 9, 1), "close_date": date(2020, 12, 31)},
    ],
)
def test_of_two_that_contradict_each_other_neither_is_followed(dates: dict[str, date]) -> None:
    _, own = held(1, 2, **dates)
    link(1, 2)
    link(2, 1)
    assert line(own) == ([], [], [1, 1])


# It always ends


def test_a_circle_of_three_is_told_from_where_one_stands() -> None:
    """There is one in the real file. Each link holds on its own; the way round is not gone."""
    first, second, third = held(1, 2, 3)
    for pair in ((1, 2), (2, 3), (3, 1)):
        link(*pair)
    assert line(first) == ([3], [2], [])
    assert line(second) == ([1], [3], [])
    assert line(third) == ([2], [1], [])


def test_a_chain_of_a_hundred_is_followed_for_twenty_changes() -> None:
    schools = held(*range(1, 101))
    for place in range(1, 100):
        link(place, place + 1)
    assert line(schools[-1])[0] == list(range(99, 99 - DEEPEST, -1))
    assert line(schools[0])[1] == list(range(2, 2 + DEEPEST))


def test_a_file_in_which_everybody_follows_everybody_ends() -> None:
    schools = held(*range(1, 31))
    SchoolLink.objects.bulk_create(
        SchoolLink(
            key=f"{FIRST + one}-{FIRST + other}",
            predecessor_urn=FIRST + one,
            successor_urn=FIRST + other,
            kind="succession",
            dated_by_successor=DAY,
        )
        for one in range(1, 31)
        for other in range(one + 1, 31)
    )
    assert line(schools[-1])[0] == list(range(1, 30))


def test_two_queries_whatever_the_length_and_one_where_nothing_is_shown() -> None:
    schools = held(*range(1, 16))
    for place in range(1, 15):
        link(place, place + 1)
    with _counted(2):
        assert len(lineage(schools[-1]).earlier) == 14
    with _counted(1), reading():
        assert (
            len(urns_with_predecessors(schools[-1])),
            len(urns_with_successors(schools[-1])),
            len(scopes_of(schools[-1])),
        ) == (15, 1, 15)


GRAPHS = st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] != pair[1]), max_size=30)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links=GRAPHS, undated=st.sets(st.integers(0, 29)))
def test_whatever_the_links_are(db: None, links: set[tuple[int, int]], undated: set[int]) -> None:
    """It ends, names no school twice nor the school itself, and both ends say the same."""
    _fresh(links, undated)
    lines = {own.pk - FIRST: line(own) for own in School.objects.order_by("pk")}
    for own, (earlier, later, _) in lines.items():
        every = [own, *earlier, *later]
        assert len(every) == len(set(every))
    for own, (earlier, later, _) in lines.items():
        assert all(own in lines[other][1] for other in earlier)
        assert all(own in lines[other][0] for other in later)


def _fresh(links: Iterable[tuple[int, int]], undated: set[int]) -> None:
    SchoolLink.objects.all().delete()
    if not School.objects.exists():
        for place in range(1, 10):
            held(place, open_date=date(2000 + place, 9, 1), close_date=date(2004 + place, 8, 31))
    for place, pair in enumerate(sorted(links)):
        link(*pair, on=None if place in undated else DAY)


@contextmanager
def _counted(expected: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as queries:
        yield
    assert len(queries) == expected, [query["sql"] for query in queries]


# Type is a fact with dates


def test_the_sector_around_a_conversion(tmp_path: Any) -> None:
    """The school that closed was maintained to its last day and is an academy on none; the one that
    followed it is an academy from its first."""
    closed = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-10-2020", "LastChangedDate": "02-11-2020"}
    opened = {**ACADEMY, "URN": "900002", "OpenDate": "01-11-2020", "CloseDate": ""}
    for name, rows in (("before", [ROW]), ("after", [{**ROW, **closed}, opened])):
        path = tmp_path / f"{name}.csv"
        path.write_text(text(*rows), encoding="utf-8", newline="")
        import_file("gias", path, by=None, authority="341")
    link(1, 2, on=date(2020, 10, 31))
    own = School.objects.get(pk=900002)
    (step,) = lineage(own).earlier
    assert step.school is not None and step.on == date(2020, 11, 1)
    for day in (date(1990, 1, 1), date(2020, 10, 31), date(2020, 11, 1), date(2026, 1, 1)):
        assert step.school.sector_on(day) is Sector.MAINTAINED
    for day in (date(2020, 11, 1), date(2026, 1, 1)):
        assert own.sector_on(day) is Sector.ACADEMY
    assert (step.school.is_open, own.is_open) == (False, True)
