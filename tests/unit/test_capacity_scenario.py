"""What if bands move, schools change hands or a partner leaves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.visits.capacity.scenario import Changes, Move, PlannedSchool, Side, by_partner, changed, cost
from monitoring.visits.capacity.shares import NOBODY

pytestmark = [pytest.mark.feature("O2"), pytest.mark.feature("O11")]
B, C = "Band B", "Band C"
DAYS = {B: Decimal("5.5"), C: Decimal(7)}
SAM, KAJA = 1, 2


def schools(number: int, user: int, band: str = B, first: int = 100) -> list[PlannedSchool]:
    return [PlannedSchool(first + place, band, DAYS[band], user) for place in range(number)]


SOME = [*schools(6, SAM), *schools(3, KAJA, first=200), *schools(1, KAJA, C, 300)]


def test_schools_that_move_are_spread_over_the_partners() -> None:
    after = changed(SOME, Changes(moves=[Move(3, B, C)]), DAYS)
    assert by_partner(after) == {
        SAM: Side(6, 4 * DAYS[B] + 2 * DAYS[C]),
        KAJA: Side(4, 2 * DAYS[B] + 2 * DAYS[C]),
    }
    # Extra days stay as they are.
    extra = [PlannedSchool(1, B, Decimal("7.5"), SAM)]
    assert changed(extra, Changes(moves=[Move(1, B, C)]), DAYS) == [PlannedSchool(1, C, Decimal(9), SAM)]


def test_more_schools_than_there_are_do_not_move() -> None:
    after = changed(SOME, Changes(moves=[Move(50, B, C)]), DAYS)
    assert {each.band for each in after} == {C} and len(after) == len(SOME)


def test_schools_of_a_partner_who_leaves_are_nobodys_unless_they_go_to_somebody() -> None:
    after = changed(SOME, Changes(leaving={SAM}, schools={100, 101}, to=KAJA), DAYS)
    found = by_partner(after)
    assert SAM not in found
    assert found[NOBODY] == Side(4, 4 * DAYS[B]) and found[KAJA] == Side(6, 5 * DAYS[B] + DAYS[C])


def test_what_days_cost_is_money() -> None:
    assert cost(Decimal("5.5"), Decimal("450.25")) == Decimal("2476.38")
    assert str(cost(Decimal(0), Decimal(450))) == "0.00"


@given(st.integers(0, 12), st.sets(st.sampled_from([100, 102, 200, 300])), st.sets(st.sampled_from([SAM, KAJA])))
def test_no_school_is_lost_and_days_change_by_the_bands_alone(number: int, given: set[int], leaving: set[int]) -> None:
    changes = Changes(moves=[Move(number, B, C)], schools=given, to=3, leaving=leaving)
    after = changed(SOME, changes, DAYS)
    assert sorted(each.urn for each in after) == sorted(each.urn for each in SOME)
    moved = min(number, 9)
    old, new = (sum((each.days for each in side), Decimal(0)) for side in (SOME, after))
    assert new - old == moved * (DAYS[C] - DAYS[B])
    assert not {each.user for each in after} & leaving
