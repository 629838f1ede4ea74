"""sil.framework.privacy.retention: until when a record is kept, and which records are due on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sil.framework.privacy.notice import Privacy
from sil.framework.privacy.retention import CountsFrom, RecordKind, Retention
from sil.framework.queries import of_the_repository

pytestmark = pytest.mark.feature("T6")
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


def in_months(months: int, counts_from: CountsFrom = CountsFrom.DAY) -> Retention:
    return Retention(kind=RecordKind.EMAILS, months=months, counts_from=counts_from)


@pytest.mark.parametrize(
    ("months", "day", "last"),
    [
        (24, date(2026, 11, 20), date(2028, 11, 20)),
        (6, date(2026, 8, 31), date(2027, 2, 28)),
        (18, date(2026, 8, 31), date(2028, 2, 29)),
        (6, date(2026, 12, 1), date(2027, 6, 1)),
    ],
)
def test_a_period_in_months_ends_on_the_last_day_of_a_shorter_month(months: int, day: date, last: date) -> None:
    assert in_months(months).last_day_kept(day) == last


@given(months=st.integers(6, 120), counts_from=st.sampled_from(CountsFrom), day=DAYS, on=DAYS)
def test_in_months_what_is_due_is_what_is_no_longer_kept(
    months: int, counts_from: CountsFrom, day: date, on: date
) -> None:
    period = in_months(months, counts_from)
    assert (day <= period.cutoff(on)) == (period.last_day_kept(day) < on)


def rule(years: int, counts_from: CountsFrom) -> Retention:
    return Retention(kind=RecordKind.VISITS, years=years, counts_from=counts_from)


@pytest.mark.parametrize(
    ("years", "counts_from", "day", "last"),
    [
        (6, CountsFrom.DAY, date(2020, 3, 10), date(2026, 3, 10)),
        (1, CountsFrom.DAY, date(2024, 2, 29), date(2025, 2, 28)),
        (4, CountsFrom.DAY, date(2024, 2, 29), date(2028, 2, 29)),
        (6, CountsFrom.SCHOOL_YEAR, date(2019, 9, 1), date(2026, 8, 31)),
        (6, CountsFrom.SCHOOL_YEAR, date(2020, 8, 31), date(2026, 8, 31)),
        (6, CountsFrom.SCHOOL_YEAR, date(2020, 9, 1), date(2027, 8, 31)),
    ],
)
def test_until_when_a_record_is_kept(years: int, counts_from: CountsFrom, day: date, last: date) -> None:
    assert rule(years, counts_from).last_day_kept(day) == last


@given(years=st.integers(1, 100), counts_from=st.sampled_from(CountsFrom), day=DAYS, on=DAYS)
def test_what_is_due_is_what_is_no_longer_kept(years: int, counts_from: CountsFrom, day: date, on: date) -> None:
    period = rule(years, counts_from)
    assert (day <= period.cutoff(on)) == (period.last_day_kept(day) < on)


@given(years=st.integers(1, 100), counts_from=st.sampled_from(CountsFrom), on=DAYS)
def test_the_day_after_the_cutoff_is_still_kept(years: int, counts_from: CountsFrom, on: date) -> None:
    period = rule(years, counts_from)
    cutoff = period.cutoff(on)
    assert period.last_day_kept(cutoff) < on <= period.last_day_kept(date.fromordinal(cutoff.toordinal() + 1))


def test_a_kind_has_one_period_of_whole_years() -> None:
    given_twice = [{"kind": "visits", "years": 6, "counts_from": "day"}] * 2
    with pytest.raises(ValidationError, match="two entries have the same retention id: visits"):
        Privacy.model_validate({"retention": given_twice})
    for wrong in (
        {"years": 0},
        {"years": 101},
        {"years": 1.5},
        {"months": 24},
        {"years": None},
        {"years": None, "months": 5},
        {"years": None, "months": 121},
        {"kind": "cats"},
        {"counts_from": "birth"},
    ):
        with pytest.raises(ValidationError):
            Retention.model_validate({"kind": "visits", "years": 6, "counts_from": "day"} | wrong)


def test_the_file_of_the_repository_has_each_kind_and_older_ones_keep_everything() -> None:
    privacy = of_the_repository().privacy
    assert {each.kind for each in privacy.retention} == {*RecordKind}
    period = privacy.period_of(RecordKind.VISITS)
    assert period and period.words == "6 years from the end of the school year of the last day of the visit"
    assert Privacy().period_of(RecordKind.VISITS) is None
