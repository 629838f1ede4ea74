"""monitoring.information_requests.log.limits: until when a request for information is owed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.information_requests.log.limits import limit
from monitoring.information_requests.states import Kind
from sil.clock import months_on
from sil.deadlines.rules import calendar_of
from sil.deadlines.working_days import CalendarIncomplete

pytestmark = pytest.mark.feature("T6")
CALENDAR = calendar_of(
    [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)]
)
ACCESS, FREEDOM = Kind.SUBJECT_ACCESS, Kind.FREEDOM


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # The corresponding day of the next month.
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 9, 1), date(2026, 10, 1)),
        # Months without one end earlier.
        (date(2026, 1, 29), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 8, 31), date(2026, 9, 30)),
        # A bank holiday.
        (date(2026, 3, 6), date(2026, 4, 7)),
        (date(2026, 11, 25), date(2026, 12, 29)),
        # A weekend of receipt makes no difference.
        (date(2026, 6, 13), date(2026, 7, 13)),
    ],
)
def test_subject_access_is_owed_after_one_month(start: date, due: date) -> None:
    assert limit(ACCESS, start, CALENDAR).due == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 9, 1), date(2026, 9, 29)),
        (date(2026, 9, 5), date(2026, 10, 2)),  # a Saturday: Monday is the first day
        (date(2026, 3, 27), date(2026, 4, 28)),  # over Easter
        (date(2026, 12, 4), date(2027, 1, 6)),
    ],
)
def test_freedom_of_information_is_owed_on_the_twentieth_working_day(start: date, due: date) -> None:
    assert limit(FREEDOM, start, CALENDAR).due == due


def test_complex_requests_have_two_further_months_and_days_of_waiting_do_not_count() -> None:
    start = date(2026, 8, 3)
    assert limit(ACCESS, start, CALENDAR, months=3).due == date(2026, 11, 3)
    assert limit(ACCESS, start, CALENDAR, stopped_days=10).due == date(2026, 9, 14)  # the 13th is a Sunday
    basis = limit(ACCESS, start, CALENDAR, stopped_days=10).basis
    assert "One month from 3 August 2026" in basis and "10 days" in basis and "12A" in basis


def test_an_unknown_year_is_no_year_without_holidays() -> None:
    with pytest.raises(CalendarIncomplete):
        limit(FREEDOM, date(2028, 1, 10), CALENDAR)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 14))
def test_the_corresponding_day_is_in_the_month_meant(start: date, months: int) -> None:
    found = months_on(start, months)
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == start.day or (found + timedelta(days=1)).day == 1
