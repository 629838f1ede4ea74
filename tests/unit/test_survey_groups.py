"""Groups of a survey that are hidden: can a small one be worked out from what is shown?"""

from collections import Counter, defaultdict
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitoring.surveys.questions import SCALE, asked_of
from monitoring.surveys.results.groups import DIMENSIONS, LEAST, NAMES, groups_of, hidden
from monitoring.surveys.results.queries import arranged

pytestmark = pytest.mark.feature("O5")
SIZES = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 12), min_size=1)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"A": 5, "B": 9}, ""),
        # The only one that is small would be the whole less the others.
        ({"A": 4, "B": 9, "C": 6}, "AC"),
        ({"A": 4, "B": 9}, "AB"),
        # Two small ones hide one another as soon as together they are as many as may be shown.
        ({"A": 2, "B": 3, "C": 6}, "AB"),
        ({"A": 2, "B": 2, "C": 6, "D": 7}, "ABC"),
        # A group without answers says nothing about anybody.
        ({"A": 0, "B": 9}, "A"),
        ({"A": 0, "B": 3, "C": 9}, "ABC"),
    ],
)
def test_by_hand(sizes: dict[str, int], expected: str) -> None:
    assert hidden(sizes) == frozenset(expected)


@given(SIZES)
def test_no_sum_or_difference_of_what_is_shown_is_about_few_people(sizes: dict[str, int]) -> None:
    """Whoever takes any of the groups that are shown from the whole is left with nobody, or with enough people, or with
    groups that are all shown."""
    gone = hidden(sizes)
    shown = [name for name in sizes if name not in gone]
    whole = sum(sizes.values())
    # Of fewer answers nothing is shown at all.
    assume(whole >= LEAST)
    assert all(sizes[name] >= LEAST for name in shown)
    for number in range(len(shown) + 1):
        for taken in combinations(shown, number):
            left = whole - sum(sizes[name] for name in taken)
            assert left == 0 or left >= LEAST


@given(SIZES)
def test_a_hidden_group_is_never_alone(sizes: dict[str, int]) -> None:
    gone = [name for name in hidden(sizes) if sizes[name]]
    assert len(gone) != 1 or len([size for size in sizes.values() if size]) == 1


# Somebody who was asked: phase, post, whether the school is good, and the score they gave, None where they gave none.
PERSON = st.tuples(
    st.sampled_from(["Nursery", "Primary", "Secondary"]),
    st.sampled_from(["head", "chair"]),
    st.booleans(),
    st.sampled_from([None, 0, 1, 2, 3, 4]),
)


@given(st.lists(PERSON, max_size=40), st.booleans())
def test_every_figure_is_a_count_and_none_can_be_worked_out_that_is_hidden(
    people: list[tuple[str, str, bool, int | None]], hides: bool
) -> None:
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[tuple[str, str, str, int]] = Counter()
    for phase, role, is_good, score in people:
        for dimension, group in groups_of(phase, role, is_good):
            asked[dimension][group] += 1
            for question in asked_of(is_good) if score is not None else ():
                counts[dimension, group, question.slug, score] += 1
    figures = arranged(asked, counts, hides=hides)
    answers = [person for person in people if person[3] is not None]
    assert (figures.asked, figures.answered) == (len(people), len(answers))
    if figures.whole is None:
        assert hides and len(answers) < LEAST
        return
    for spread in figures.whole.spreads:
        there = [score for _, _, is_good, score in answers if is_good or not spread.question.only_good]
        assert list(spread.numbers) == [there.count(score) for score, _ in SCALE]
        assert not hides or not there or len(there) >= LEAST, "also of the fourth question"
    for place, dimension in enumerate(DIMENSIONS):
        known = 0
        for group in figures.of(dimension):
            mine = [person for person in answers if _named(person, place) == group.name]
            assert not group.is_hidden or hides
            if group.is_hidden:
                assert group.spreads == ()
                continue
            known += len(mine)
            assert group.answered == len(mine) and (not hides or len(mine) >= LEAST)
            for spread in group.spreads:
                assert list(spread.numbers) == [[p[3] for p in mine].count(score) for score, _ in SCALE]
        left = len(answers) - known
        assert not hides or left == 0 or left >= LEAST


def _named(person: tuple[str, str, bool, int | None], place: int) -> str:
    group = groups_of(*person[:3])[place + 1][1]
    return NAMES.get(group, group)
