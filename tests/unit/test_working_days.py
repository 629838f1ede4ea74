"""sil.deadlines.working_days: the worked tables of the field, and what holds for every date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sil.deadlines.bank_holidays import of_england
from sil.deadlines.working_days import Calendar, CalendarIncomplete, end_of_period, two_month_window

YEARS = frozenset(range(2020, 2032))
ENGLAND = Calendar(frozenset(of_england(YEARS)), YEARS)
days = st.dates(date(2020, 3, 1), date(2030, 6, 30))
counts = st.integers(1, 60)


def ends(start: date, count: int, unit: str, day_one: str) -> date:
    return end_of_period(start, count=count, unit=unit, day_one=day_one, calendar=ENGLAND)


@pytest.mark.parametrize(
    ("given_on", "working_out", "working_in", "calendar_out", "calendar_in"),
    [
        ((2026, 9, 7), (2026, 9, 28), (2026, 9, 25), (2026, 9, 22), (2026, 9, 21)),
        ((2026, 9, 11), (2026, 10, 2), (2026, 10, 1), (2026, 9, 26), (2026, 9, 25)),
        ((2026, 10, 17), (2026, 11, 6), (2026, 11, 6), (2026, 11, 1), (2026, 10, 31)),
        ((2026, 12, 11), (2027, 1, 6), (2027, 1, 5), (2026, 12, 26), (2026, 12, 25)),
        ((2027, 3, 15), (2027, 4, 7), (2027, 4, 6), (2027, 3, 30), (2027, 3, 29)),
        ((2027, 5, 24), (2027, 6, 15), (2027, 6, 14), (2027, 6, 8), (2027, 6, 7)),
    ],
)
def test_fifteen_days(given_on, working_out, working_in, calendar_out, calendar_in) -> None:
    start = date(*given_on)
    assert ends(start, 15, "working", "out") == date(*working_out)
    assert ends(start, 15, "working", "in") == date(*working_in)
    assert ends(start, 15, "calendar", "out") == date(*calendar_out)
    assert ends(start, 15, "calendar", "in") == date(*calendar_in)


@pytest.mark.parametrize(
    ("visit", "working_out", "working_in", "calendar_out"),
    [
        ((2026, 10, 16), (2026, 10, 30), (2026, 10, 29), (2026, 10, 26)),
        ((2026, 11, 20), (2026, 12, 4), (2026, 12, 3), (2026, 11, 30)),
        ((2026, 12, 16), (2027, 1, 4), (2026, 12, 31), (2026, 12, 26)),
        ((2027, 3, 19), (2027, 4, 6), (2027, 4, 5), (2027, 3, 29)),
    ],
)
def test_ten_days_from_a_visit(visit, working_out, working_in, calendar_out) -> None:
    start = date(*visit)
    assert ends(start, 10, "working", "out") == date(*working_out)
    assert ends(start, 10, "working", "in") == date(*working_in)
    assert ends(start, 10, "calendar", "out") == date(*calendar_out)


@pytest.mark.parametrize(
    ("end", "first", "last"),
    [
        (date(2026, 9, 28), date(2026, 9, 29), date(2026, 11, 28)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 1, 1), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 30)),
    ],
)
def test_two_month_window(end: date, first: date, last: date) -> None:
    assert two_month_window(end) == (first, last)


def test_bank_holidays_of_2026_and_2027() -> None:
    weekdays = [day for day in sorted(of_england([2026, 2027])) if day.weekday() < 5]
    assert weekdays == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 28),
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
        date(2027, 8, 30),
        date(2027, 12, 27),
        date(2027, 12, 28),
    ]


def test_one_off_bank_holidays_are_known() -> None:
    assert {date(2022, 9, 19), date(2023, 5, 8)} <= set(of_england([2022, 2023]))


@given(days, counts)
def test_a_working_period_ends_on_a_working_day_after_as_many_as_asked(start: date, count: int) -> None:
    end = ends(start, count, "working", "out")
    passed = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(ENGLAND.is_working_day(day) for day in passed) == count
    assert ENGLAND.is_working_day(end)


@given(days, counts)
def test_day_one_in_is_never_later_than_out(start: date, count: int) -> None:
    for unit in ("calendar", "working"):
        assert ends(start, count, unit, "in") <= ends(start, count, unit, "out")


@given(days, counts)
def test_day_one_moves_the_end_by_a_day_exactly_when_the_event_falls_on_a_day_that_counts(
    start: date, count: int
) -> None:
    inside, outside = ends(start, count, "working", "in"), ends(start, count, "working", "out")
    assert (inside == outside) is not ENGLAND.is_working_day(start)


@given(days, counts)
def test_one_more_day_ends_later(start: date, count: int) -> None:
    for unit in ("calendar", "working"):
        assert ends(start, count + 1, unit, "out") > ends(start, count, unit, "out")


@given(days, counts)
def test_calendar_days_are_plain_sums(start: date, count: int) -> None:
    assert ends(start, count, "calendar", "out") == start + timedelta(days=count)


@given(days)
def test_the_window_of_two_months_is_59_to_62_days_and_never_skips_one(end: date) -> None:
    first, last = two_month_window(end)
    assert first == end + timedelta(days=1)
    assert 59 <= (last - end).days <= 62


def test_a_count_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        ends(date(2026, 1, 1), 0, "calendar", "out")


def test_an_unknown_year_raises_instead_of_counting_without_holidays() -> None:
    with pytest.raises(CalendarIncomplete) as incomplete:
        ends(date(2031, 12, 29), 10, "working", "out")
    assert incomplete.value.year == 2032


def test_calendar_days_need_no_holidays() -> None:
    nothing = Calendar(frozenset(), frozenset())
    end = end_of_period(date(2050, 1, 1), count=5, unit="calendar", day_one="in", calendar=nothing)
    assert end == date(2050, 1, 5)
