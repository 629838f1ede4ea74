"""intention: until when representations can be made, and the first day on which a power can be used."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.notices.intention import days_of_intention
from sil.deadlines.working_days import Calendar, two_month_window
from sil.framework.intervention import Intervention, WorkingDays

pytestmark = pytest.mark.feature("C14")
# Bank holidays in England from Christmas 2026 to Easter 2027.
HOLIDAYS = [date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)]
CALENDAR = Calendar(HOLIDAYS, range(2020, 2040))
RULES = Intervention.model_construct(
    intention_days=WorkingDays(count=10, source="A local setting"),
    representation_days=WorkingDays(count=7, source="A local setting"),
)


@pytest.mark.parametrize(
    ("given_on", "period_ends", "represent_by", "usable_from"),
    [
        # Given alone, after the period: Tuesday 29 September 2026, the day after a period that ended on 28 September.
        (date(2026, 9, 29), None, date(2026, 10, 8), date(2026, 10, 14)),
        (date(2026, 10, 17), None, date(2026, 10, 27), date(2026, 10, 31)),
        # Christmas Day, Boxing Day's bank holiday and New Year's Day do not count.
        (date(2026, 12, 14), None, date(2026, 12, 23), date(2026, 12, 31)),
        # Nor do Good Friday and Easter Monday.
        (date(2027, 3, 19), None, date(2027, 4, 1), date(2027, 4, 7)),
        # With the formal notice: no power before its period is over, and representations until then.
        (date(2026, 12, 4), date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1)),
        # A period that is shorter than the days of notice does not shorten these.
        (date(2026, 12, 14), date(2026, 12, 18), date(2026, 12, 23), date(2026, 12, 31)),
    ],
)
def test_the_days(given_on: date, period_ends: date | None, represent_by: date, usable_from: date) -> None:
    found = days_of_intention(RULES, given_on, CALENDAR, period_ends=period_ends)
    assert (found.represent_by, found.usable_from) == (represent_by, usable_from)


def test_the_days_in_words() -> None:
    alone = days_of_intention(RULES, date(2026, 9, 29), CALENDAR)
    assert alone.basis == (
        "The governing body has 10 working days of notice, not counting 29 September 2026, the day on which it is "
        "given: until 13 October 2026."
    )
    combined = days_of_intention(RULES, date(2026, 12, 4), CALENDAR, period_ends=date(2026, 12, 31))
    assert combined.basis == (
        "The compliance period ends on 31 December 2026, and the 10 working days of notice are over by then."
    )


@pytest.mark.parametrize(
    ("ends", "first", "last"),
    [
        (date(2026, 9, 28), date(2026, 9, 29), date(2026, 11, 28)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 28)),
    ],
)
def test_the_window_is_two_months_from_the_end_of_the_period(ends: date, first: date, last: date) -> None:
    assert two_month_window(ends) == (first, last)


@given(given_on=st.dates(date(2026, 1, 1), date(2030, 1, 1)), length=st.one_of(st.none(), st.integers(0, 200)))
def test_no_notice_gives_a_power_before_its_day(given_on: date, length: int | None) -> None:
    ends = given_on + timedelta(days=length) if length is not None else None
    found = days_of_intention(RULES, given_on, CALENDAR, period_ends=ends)
    told = (given_on + timedelta(days=n) for n in range(1, (found.usable_from - given_on).days))
    assert sum(CALENDAR.is_working_day(day) for day in told) >= 10
    assert given_on < found.represent_by < found.usable_from
    assert ends is None or ends < found.usable_from
