"""sil.deadlines.reminders: on which day, worked by hand and for every date and calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sil.deadlines.bank_holidays import of_england
from sil.deadlines.reminders import AHEAD, USUAL, Stage, day_of, stage_on
from sil.deadlines.working_days import ONE_DAY, Calendar
from sil.outbox.reminding import LOOK_AHEAD

YEARS = frozenset(range(2020, 2032))
ENGLAND = Calendar(frozenset(of_england(YEARS)), YEARS)
FIRST, LAST = date(2021, 1, 1), date(2030, 6, 30)
due_days = st.dates(FIRST, LAST)
# Bank holidays of any number on any day, also many in a row.
calendars = st.builds(
    lambda holidays: Calendar(frozenset(holidays), YEARS), st.sets(st.dates(FIRST, date(2021, 3, 31)), max_size=40)
)
near = st.dates(FIRST, date(2021, 3, 31))
places = st.one_of(st.tuples(due_days, st.just(ENGLAND)), st.tuples(near, calendars))


@pytest.mark.parametrize(
    ("due", "before", "on", "after"),
    [
        # A Friday in an ordinary week, and a Wednesday whose third day before is a Sunday.
        ((2026, 12, 4), (2026, 12, 1), (2026, 12, 4), (2026, 12, 7)),
        ((2026, 12, 2), (2026, 11, 27), (2026, 12, 2), (2026, 12, 3)),
        # Due on a Saturday and on a Sunday: said on the Friday, late on the Monday.
        ((2026, 11, 21), (2026, 11, 18), (2026, 11, 20), (2026, 11, 23)),
        ((2026, 11, 22), (2026, 11, 19), (2026, 11, 20), (2026, 11, 23)),
        # Christmas 2026: 25 December is a Friday, 28 December a day in lieu.
        ((2026, 12, 24), (2026, 12, 21), (2026, 12, 24), (2026, 12, 29)),
        ((2026, 12, 25), (2026, 12, 22), (2026, 12, 24), (2026, 12, 29)),
        ((2026, 12, 28), (2026, 12, 24), (2026, 12, 24), (2026, 12, 29)),
        ((2026, 12, 29), (2026, 12, 24), (2026, 12, 29), (2026, 12, 30)),
        ((2026, 12, 31), (2026, 12, 24), (2026, 12, 31), (2027, 1, 4)),
        ((2027, 1, 4), (2026, 12, 31), (2027, 1, 4), (2027, 1, 5)),
        # Easter 2027: Good Friday is 26 March, Easter Monday 29 March.
        ((2027, 3, 25), (2027, 3, 22), (2027, 3, 25), (2027, 3, 30)),
        ((2027, 3, 26), (2027, 3, 23), (2027, 3, 25), (2027, 3, 30)),
        ((2027, 3, 30), (2027, 3, 25), (2027, 3, 30), (2027, 3, 31)),
        ((2027, 4, 1), (2027, 3, 25), (2027, 4, 1), (2027, 4, 2)),
    ],
)
def test_worked_days(
    due: tuple[int, int, int], before: tuple[int, int, int], on: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    found = {stage: day_of(stage, date(*due), ENGLAND) for stage in USUAL}
    assert found == {Stage.BEFORE: date(*before), Stage.ON: date(*on), Stage.AFTER: date(*after)}


def test_each_stage_lasts_until_the_next_has_come() -> None:
    """Due on Monday 4 January 2027: on which day which stage."""
    due = date(2027, 1, 4)
    found = {day: stage_on(due, date(2026, 12, 29) + timedelta(days=day), ENGLAND) for day in range(9)}
    assert list(found.values()) == [None, None, *[Stage.BEFORE] * 4, Stage.ON, Stage.AFTER, Stage.AFTER]


@given(places)
def test_nobody_is_reminded_on_a_day_on_which_nobody_works(place: tuple[date, Calendar]) -> None:
    due, calendar = place
    assert all(calendar.is_working_day(day_of(stage, due, calendar)) for stage in Stage)


@given(places)
def test_the_days_are_in_order_around_the_due_date(place: tuple[date, Calendar]) -> None:
    due, calendar = place
    before, on, after = (day_of(stage, due, calendar) for stage in USUAL)
    assert before <= due - AHEAD
    assert before <= on <= due < after


@given(places)
def test_each_goes_on_the_working_day_nearest_to_its_own(place: tuple[date, Calendar]) -> None:
    """Nothing is brought forward or put off further than it has to be."""
    due, calendar = place
    before, on, after = (day_of(stage, due, calendar) for stage in USUAL)
    skipped = [*_days(before + ONE_DAY, due - AHEAD), *_days(on + ONE_DAY, due), *_days(due + ONE_DAY, after - ONE_DAY)]
    assert not any(calendar.is_working_day(day) for day in skipped)


@given(places, st.integers(-30, 30), st.integers(0, 30))
def test_a_later_day_never_has_an_earlier_stage(place: tuple[date, Calendar], start: int, later: int) -> None:
    due, calendar = place
    order = [None, *Stage]
    today = due + timedelta(days=start)
    now, then = (stage_on(due, day, calendar) for day in (today, today + timedelta(days=later)))
    assert order.index(now) <= order.index(then)


@given(places, st.integers(-30, 30))
def test_a_stage_holds_from_its_day_on(place: tuple[date, Calendar], offset: int) -> None:
    due, calendar = place
    today = due + timedelta(days=offset)
    stage = stage_on(due, today, calendar)
    assert stage is None or day_of(stage, due, calendar) <= today
    coming = USUAL[USUAL.index(stage) + 1 :] if stage else USUAL
    assert all(day_of(other, due, calendar) > today for other in coming)


@given(places)
def test_the_eve_lies_between_the_first_reminder_and_the_day(place: tuple[date, Calendar]) -> None:
    due, calendar = place
    days = [day_of(stage, due, calendar) for stage in Stage]
    assert days == sorted(days)
    assert days[1] <= due - ONE_DAY


def test_stages_may_be_four() -> None:
    """Due on Friday 27 November 2026: three days before, the day before, the day, and the Monday."""
    due = date(2026, 11, 27)
    found = [stage_on(due, date(2026, 11, day), ENGLAND, tuple(Stage)) for day in (23, 24, 25, 26, 27, 30)]
    assert found == [None, Stage.BEFORE, Stage.BEFORE, Stage.EVE, Stage.ON, Stage.AFTER]


@given(due_days)
def test_the_sweep_looks_far_enough_ahead_for_english_bank_holidays(due: date) -> None:
    assert day_of(Stage.BEFORE, due, ENGLAND) >= due - LOOK_AHEAD


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
