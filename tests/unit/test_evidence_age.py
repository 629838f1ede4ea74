"""sil.web.evidence: how old something is, in words."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sil.web.evidence import age

pytestmark = pytest.mark.feature("A3")

DAY = st.dates(date(1990, 1, 1), date(2100, 12, 31))
# From the shortest unit to the longest; years and months are counted by the calendar.
UNITS = ("day", "week", "month", "year")


@pytest.mark.parametrize(
    ("as_of", "on", "words"),
    [
        ((2026, 11, 20), (2026, 11, 20), "today"),
        ((2026, 11, 19), (2026, 11, 20), "1 day ago"),
        ((2026, 11, 7), (2026, 11, 20), "13 days ago"),
        ((2026, 11, 6), (2026, 11, 20), "2 weeks ago"),
        ((2026, 9, 21), (2026, 11, 20), "8 weeks ago"),
        ((2026, 9, 20), (2026, 11, 20), "2 months ago"),
        ((2025, 11, 21), (2026, 11, 20), "11 months ago"),
        ((2025, 11, 20), (2026, 11, 20), "1 year ago"),
        ((2025, 10, 20), (2026, 11, 20), "1 year and 1 month ago"),
        ((2023, 9, 20), (2026, 11, 20), "3 years and 2 months ago"),
        ((2024, 2, 29), (2026, 2, 28), "1 year and 11 months ago"),
        ((2024, 2, 29), (2026, 3, 1), "2 years ago"),
    ],
)
def test_worked_ages(as_of: tuple[int, int, int], on: tuple[int, int, int], words: str) -> None:
    assert age(date(*as_of), date(*on)) == words


@given(DAY, DAY)
def test_it_is_always_words_that_can_be_said(as_of: date, on: date) -> None:
    """Never a negative or an empty number, and one of a thing is one thing. What bears a day to come
    is not said to be old."""
    words = age(as_of, on)
    assert words == "today" or re.fullmatch(r"\d+ (day|week|month|year)s?( and \d+ months?)? ago", words)
    parts = re.findall(r"(\d+) (\w+)", words)
    assert all(int(number) > 0 and unit.endswith("s") == (number != "1") for number, unit in parts)
    assert (words == "today") == (as_of >= on)


@given(DAY, st.integers(0, 4000), st.integers(0, 400))
def test_what_is_older_never_sounds_younger(as_of: date, first: int, more: int) -> None:
    assume(as_of.year < 2085)
    sooner, later = (_rank(age(as_of, as_of + timedelta(days=days))) for days in (first, first + more))
    assert sooner <= later


def _rank(words: str) -> tuple[int, int, int]:
    parts = [(UNITS.index(unit.removesuffix("s")), int(number)) for number, unit in re.findall(r"(\d+) (\w+)", words)]
    if not parts:
        return (-1, 0, 0)
    (unit, number), *rest = parts
    return unit, number, rest[0][1] if rest else 0
