"""Whose the days of schools are in a year: by the part of the year, never more or less than the schools are owed."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.visits.capacity.shares import NOBODY, Covered, Held, rounded, shares

pytestmark = pytest.mark.feature("O2")
YEAR = (date(2026, 9, 1), date(2027, 8, 31))
SAM, KAJA, LEFT = 1, 2, 3
ABLE = {SAM, KAJA}
B = "Band B"


def owed(*held: Held, covers: tuple[Covered, ...] = (), total: str = "36.5") -> dict[int, dict[str, Decimal]]:
    return shares(held, covers, {B: Decimal(total)}, ABLE, YEAR)


def has(user: int, starts: date = date(2020, 9, 1), ends: date | None = None) -> Held:
    return Held(user, B, Decimal("36.5"), starts, ends)


def test_a_school_that_changes_hands_counts_for_each_by_the_part_of_the_year() -> None:
    # 100 of 365 days, a tenth of a day each.
    last = date(2026, 9, 1) + timedelta(days=99)
    assert owed(has(SAM, ends=last), has(KAJA, last + timedelta(days=1))) == {
        SAM: {B: Decimal("10.0")},
        KAJA: {B: Decimal("26.5")},
    }


def test_while_a_cover_holds_it_counts_for_who_covers() -> None:
    cover = Covered(SAM, KAJA, date(2026, 9, 11), date(2026, 9, 20))
    assert owed(has(SAM), covers=(cover,)) == {SAM: {B: Decimal("35.5")}, KAJA: {B: Decimal("1.0")}}


def test_what_belongs_to_nobody_who_can_act_is_nobodys() -> None:
    assert owed(has(LEFT)) == {NOBODY: {B: Decimal("36.5")}}
    assert owed(has(SAM, ends=date(2026, 9, 10))) == {SAM: {B: Decimal("1.0")}, NOBODY: {B: Decimal("35.5")}}
    assert owed() == {NOBODY: {B: Decimal("36.5")}}


DAYS = st.integers(-40, 400).map(lambda n: YEAR[0] + timedelta(days=n))


@given(
    st.lists(st.tuples(st.sampled_from([SAM, KAJA, LEFT]), st.integers(1, 140), DAYS, st.integers(0, 300)), max_size=8),
    st.lists(st.tuples(st.integers(-30, 380), st.integers(0, 90)), max_size=1),
)
def test_shares_add_up_to_what_the_schools_are_owed(
    schools: list[tuple[int, int, date, int]], away: list[tuple[int, int]]
) -> None:
    held = [Held(who, B, Decimal(half) / 2, day, day + timedelta(days=more)) for who, half, day, more in schools]
    covers = [
        Covered(SAM, KAJA, YEAR[0] + timedelta(days=first), YEAR[0] + timedelta(days=first + more))
        for first, more in away
    ]
    total = sum((each.days for each in held), Decimal(0))
    found = shares(held, covers, {B: total}, ABLE, YEAR)
    assert sum((days[B] for days in found.values()), Decimal(0)) == total
    assert all(days[B] >= 0 for days in found.values())
    assert set(found) <= {SAM, KAJA, NOBODY}


def test_what_loses_most_is_rounded_up() -> None:
    thirds = {key: Fraction(1, 3) for key in (1, 2, 3)}
    assert rounded(thirds, Decimal(1)) == {1: Decimal("0.4"), 2: Decimal("0.3"), 3: Decimal("0.3")}
