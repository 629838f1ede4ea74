"""Days suggested for a term: only free ones, one visit a day, spread over the weeks, towns beside each other."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitoring.visits.planning.suggesting import Wanted, suggest

FIRST = date(2027, 1, 4)
WEEKS = [[FIRST + timedelta(weeks=week, days=n) for n in range(5)] for week in range(12)]
ALL = [day for week in WEEKS for day in week]


def wanted(*places: tuple[int, str], closed: frozenset[date] = frozenset()) -> list[Wanted]:
    return [Wanted(name=str(n), school=school, town=town, closed=closed) for n, (school, town) in enumerate(places)]


PLACES = st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["", "Bootle", "Crosby", "Formby"])), max_size=70)
DAYS = st.sets(st.sampled_from(ALL))


@given(PLACES, DAYS, DAYS)
def test_only_free_days_and_one_visit_a_day(places: list[tuple[int, str]], free: set[date], closed: set[date]) -> None:
    """As many visits get a day as there are days on which the schools are open."""
    asked = wanted(*places, closed=frozenset(closed))
    found = suggest(asked, free)
    assert set(found) <= {each.name for each in asked}
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= free - closed
    assert len(found) == min(len(asked), len(free - closed))


@given(PLACES)
def test_visits_are_spread_over_the_weeks(places: list[tuple[int, str]]) -> None:
    """No week has many more than its share, where all days are free."""
    found = suggest(wanted(*places), ALL)
    counts = Counter(day.isocalendar().week for day in found.values())
    share = -(-len(places) // len(WEEKS))
    assert max(counts.values(), default=0) <= min(5, 2 * max(2, share))


def test_schools_of_one_town_are_on_neighbouring_days_and_towns_do_not_share_them() -> None:
    found = suggest(wanted((1, "Bootle"), (2, "Crosby"), (3, "Bootle"), (4, "Crosby")), ALL)
    assert abs(found["0"] - found["2"]) == timedelta(days=1) == abs(found["1"] - found["3"])
    assert found["0"].isocalendar().week != found["1"].isocalendar().week


def test_the_second_visit_to_a_school_comes_after_the_first_of_every_school() -> None:
    found = suggest(wanted((1, "Bootle"), (1, "Bootle"), (2, "Bootle"), (2, "Bootle")), ALL)
    assert max(found["0"], found["2"]) < min(found["1"], found["3"])


def test_a_term_of_eighteen_schools_reaches_from_its_first_week_to_its_last() -> None:
    found = suggest(wanted(*((n, "Exampleton") for n in range(18))), ALL)
    weeks = sorted({day.isocalendar().week for day in found.values()})
    assert len(found) == 18 and len(weeks) >= 9 and weeks[0] == 1 and weeks[-1] >= 11
