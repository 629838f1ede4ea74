"""The compliance period and the action plan are two clocks: worked cases by hand (domain 3.1 and 3.2), and what is
asked where they meet."""

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.notices.questions.questions import after_hours, plan_after_period
from sil import clock
from sil.deadlines.rules import due
from sil.deadlines.working_days import Calendar
from sil.framework.loader import LIVERPOOL, parse
from sil.framework.schema import Framework

pytestmark = pytest.mark.feature("C3", "C14")
PERIODS = parse(LIVERPOOL.read_text(encoding="utf-8"), name=LIVERPOOL.name)[0].periods
# Christmas 2026 and Easter 2027 (domain 3.2); all other days of both years work by their weekday.
HOLIDAYS = frozenset(
    {
        date(2026, 12, 25),
        date(2026, 12, 28),
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
    }
)
CALENDAR = Calendar(HOLIDAYS, frozenset({2026, 2027}))

# Given, days and unit of the compliance period; its last day and the last day for the plan, counted by hand.
WORKED = [
    (date(2026, 9, 7), 15, "calendar", date(2026, 9, 21), date(2026, 9, 22)),
    (date(2026, 9, 11), 15, "calendar", date(2026, 9, 25), date(2026, 9, 26)),
    (date(2026, 10, 17), 15, "calendar", date(2026, 10, 31), date(2026, 11, 1)),
    (date(2026, 12, 11), 15, "calendar", date(2026, 12, 25), date(2026, 12, 26)),
    (date(2027, 3, 15), 15, "calendar", date(2027, 3, 29), date(2027, 3, 30)),
    (date(2026, 12, 11), 15, "working", date(2027, 1, 5), date(2026, 12, 26)),
    (date(2027, 3, 15), 15, "working", date(2027, 4, 6), date(2027, 3, 30)),
    # Friday 4 December: 28 days with that day are four weeks, to a Thursday.
    (date(2026, 12, 4), 28, "calendar", date(2026, 12, 31), date(2026, 12, 19)),
    (date(2026, 12, 4), 16, "calendar", date(2026, 12, 19), date(2026, 12, 19)),
    (date(2026, 12, 4), 17, "calendar", date(2026, 12, 20), date(2026, 12, 19)),
    (date(2026, 11, 9), 1, "calendar", date(2026, 11, 9), date(2026, 11, 24)),
]


@pytest.mark.parametrize(("given_on", "days", "unit", "ends", "plan"), WORKED)
def test_worked_cases(given_on: date, days: int, unit: str, ends: date, plan: date) -> None:
    period = due("compliance_period", PERIODS.compliance_period.lasting(days, unit), given_on, calendar=CALENDAR)
    asked = due("action_plan", PERIODS.action_plan, given_on, calendar=CALENDAR)
    assert (period.starts, period.due, asked.due) == (given_on, ends, plan)
    assert bool(plan_after_period(asked, period)) == (plan >= ends)


@pytest.mark.parametrize(
    ("given_on", "days", "unit", "words"),
    [
        (date(2026, 12, 4), 28, "calendar", "28 calendar days, {}: Friday 4 December to Thursday 31 December 2026."),
        (
            date(2026, 12, 11),
            28,
            "calendar",
            "28 calendar days, {}: Friday 11 December 2026 to Thursday 7 January 2027.",
        ),
        (date(2026, 12, 11), 15, "working", "15 working days, {}: Friday 11 December 2026 to Tuesday 5 January 2027."),
        (date(2026, 12, 4), 1, "calendar", "1 calendar day, {}: Friday 4 December 2026."),
    ],
)
def test_the_basis_of_a_period_in_words(given_on: date, days: int, unit: str, words: str) -> None:
    found = due("compliance_period", PERIODS.compliance_period.lasting(days, unit), given_on, calendar=CALENDAR)
    assert found.basis == f"Compliance period: {words.format('beginning with the day the notice is given')}"


def test_the_question_names_both_days() -> None:
    given_on = date(2026, 11, 9)
    plan = due("action_plan", PERIODS.action_plan, given_on, calendar=CALENDAR)

    def asked(days: int) -> str:
        period = PERIODS.compliance_period.lasting(days)
        return plan_after_period(plan, due("compliance_period", period, given_on, calendar=CALENDAR))

    assert asked(15) == (
        "The action plan is due by Tuesday 24 November 2026, and the compliance period ends before that, on Monday 23 "
        "November 2026. The governing body would not owe its plan until the period is over."
    )
    assert asked(16) == (
        "The action plan is due by Tuesday 24 November 2026, which is the last day of the compliance period. It could "
        "not be read before the period is over."
    )
    assert asked(17) == ""
    assert plan_after_period(None, None) == ""


@given(st.dates(date(2026, 9, 1), date(2027, 5, 1)), st.integers(1, 60), st.sampled_from(["calendar", "working"]))
def test_nothing_is_asked_only_where_the_plan_is_due_before_the_last_day(given_on: date, days: int, unit: str) -> None:
    period = due("compliance_period", PERIODS.compliance_period.lasting(days, unit), given_on, calendar=CALENDAR)
    plan = due("action_plan", PERIODS.action_plan, given_on, calendar=CALENDAR)
    assert bool(plan_after_period(plan, period)) == ((period.due - plan.due).days <= 0)
    if unit == "calendar":
        assert bool(plan_after_period(plan, period)) == (days <= 16)


@pytest.mark.parametrize(
    ("hour", "minute", "after"), [(0, 5, False), (16, 29, False), (16, 30, False), (16, 31, True), (23, 50, True)]
)
def test_the_end_of_the_working_day(hour: int, minute: int, after: bool) -> None:
    """In London, in summer too: the moment may be in any zone."""
    framework = cast(Framework, SimpleNamespace(intervention=SimpleNamespace(latest_time=time(16, 30))))
    for day in (date(2026, 11, 20), date(2026, 7, 1)):
        assert after_hours(datetime.combine(day, time(hour, minute), clock.LONDON), framework) is after


def test_an_authority_without_notices_has_no_end_of_the_day() -> None:
    framework: Any = SimpleNamespace(intervention=None)
    assert not after_hours(datetime(2026, 11, 20, 23, 0, tzinfo=clock.LONDON), framework)
