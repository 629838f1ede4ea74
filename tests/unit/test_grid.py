"""allocations.grid.queries: sides next to each other, what differs and how far, versions and years compared."""

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocations.grid.queries import Change, Tally, YearComparison, changes, compare, compare_years
from allocations.models import Mark, Position
from allocations.states import Party
from sil.framework.loader import parse
from sil.framework.queries import of_the_repository
from sil.framework.schema import Framework

pytestmark = pytest.mark.feature("A2")

FILES = Path(__file__).parents[1] / "data" / "frameworks"
LIVERPOOL = of_the_repository()
LETTERS, NEXT = (parse((FILES / f"{name}.toml").read_text(), name=name)[0] for name in ("letters", "next-year"))
CRITERIA = [criterion.id for criterion in LIVERPOOL.criteria]
# Judged of schools with a sixth form, and left out where nobody marked it.
OF_SOME = "post-16"
_numbers = count(1)


def position(marks: Mapping[str, Sequence[str]], *, party: Party = Party.SIP, **facts: object) -> Position:
    """A position that is nowhere stored, with its marks as if they were fetched."""
    values = {"band": "B", "reasons": "Results are rising.", "extra_days": []} | facts
    made = Position(pk=next(_numbers), party=party, **values)
    # What prefetch_related would leave behind; the grid asks for nothing else.
    made._prefetched_objects_cache = {"marks": [Mark(criterion=c, bands=list(b)) for c, b in marks.items()]}  # type: ignore[attr-defined]
    return made


def whys(framework: Framework, *positions: Position) -> dict[str, str]:
    return {row.criterion.id: row.why for row in compare(framework, positions).rows if row.differs}


class TestTwoSides:
    def test_rows_that_differ_come_first_and_both_parts_keep_the_order(self) -> None:
        sip = position({"attendance": ["A"], "reading": ["B"], "curriculum": ["A", "B"], "safeguarding": ["D"]})
        school = position({"attendance": ["C"], "reading": ["B"], "curriculum": ["C"]}, party=Party.SCHOOL)
        grid = compare(LIVERPOOL, [sip, school])
        assert [row.criterion.id for row in grid.rows[:2]] == ["curriculum", "attendance"]
        assert [row.criterion.id for row in grid.rows[2:]] == [
            c for c in CRITERIA if c not in {"curriculum", "attendance", OF_SOME}
        ]
        assert (grid.differing, grid.is_compared) == (2, True)

    @pytest.mark.parametrize(
        ("theirs", "ours", "why"),
        [
            (["A"], ["B"], "Differs by 1 band: School Improvement Partner Band A, School Band B."),
            (["A"], ["D"], "Differs by 3 bands: School Improvement Partner Band A, School Band D."),
            # The nearest of several bands counts, and where they overlap there is no distance.
            (["D"], ["A", "B"], "Differs by 2 bands: School Improvement Partner Band D, School Band A or Band B."),
            (["A", "B"], ["B"], "Differs: School Improvement Partner Band A or Band B, School Band B."),
            (["C"], [], "Differs: School Improvement Partner Band C, School Does not apply."),
            ([], ["C"], "Differs: School Improvement Partner Does not apply, School Band C."),
        ],
    )
    def test_the_difference_is_said_in_a_sentence(self, theirs: list[str], ours: list[str], why: str) -> None:
        sides = position({"reading": theirs}), position({"reading": ours}, party=Party.SCHOOL)
        assert whys(LIVERPOOL, *sides) == {"reading": why}

    def test_letters_without_an_order_are_no_steps_apart(self) -> None:
        sides = (
            position({"recent-inspection": ["A", "D"]}),
            position({"recent-inspection": ["E", "F"]}, party=Party.SCHOOL),
        )
        assert whys(LETTERS, *sides) == {
            "recent-inspection": "Differs: Link Inspector Letter A or Letter D, School Letter E or Letter F."
        }

    def test_the_same_bands_in_another_order_are_the_same(self) -> None:
        sides = position({"curriculum": ["A", "B"]}), position({"curriculum": ["B", "A"]}, party=Party.SCHOOL)
        assert whys(LIVERPOOL, *sides) == {}

    def test_what_does_not_apply_to_either_is_the_same(self) -> None:
        sides = position({"post-16": []}), position({"post-16": []}, party=Party.SCHOOL)
        assert whys(LIVERPOOL, *sides) == {}

    def test_a_row_that_a_side_left_out_is_no_difference(self) -> None:
        sip, school = position({"reading": ["A"]}), position({}, party=Party.SCHOOL)
        grid = compare(LIVERPOOL, [sip, school])
        (row,) = (row for row in grid.rows if row.criterion.id == "reading")
        assert grid.differing == 0
        assert row.cells[1] is None
        assert [cell.position for cell in row.said] == [sip]

    def test_a_cell_gives_the_reading_that_was_marked(self) -> None:
        grid = compare(LIVERPOOL, [position({"curriculum": ["A", "B"], "post-16": [], "reading": ["A", "B"]})])
        cells = {row.criterion.id: row.said[0] for row in grid.rows if row.said}
        assert [r.text for r in cells["curriculum"].readings] == [
            "The curriculum and how it is taught are at least good."
        ]
        assert (cells["post-16"].words, cells["post-16"].readings) == ("Does not apply", ())
        assert cells["reading"].readings == (), "the two bands read differently there"
        assert not grid.is_compared


class TestMoreSides:
    def test_the_first_side_is_told_from_the_first_that_says_something_else(self) -> None:
        sides = (
            position({"reading": ["B"]}),
            position({"reading": ["B"]}, party=Party.SCHOOL),
            position({"reading": ["D"]}, party=Party.OFFICER, taken_as="Principal Officer"),
            position({"reading": ["A"]}, party=Party.DIRECTOR),
        )
        why = "Differs by 2 bands: School Improvement Partner Band B, Principal Officer Band D."
        assert whys(LIVERPOOL, *sides) == {"reading": why}
        grid = compare(LIVERPOOL, sides)
        assert [side.heading for side in grid.sides] == [
            "School Improvement Partner",
            "School",
            "Principal Officer",
            "Director of Education",
        ]
        assert len(grid.rows[0].cells) == 4

    def test_whoever_stood_in_is_named_as_what_they_signed_as(self) -> None:
        stood_in = position({}, party=Party.DIRECTOR, taken_as="Director of Children's Services")
        assert compare(LIVERPOOL, [stood_in]).sides[0].heading == "Director of Children's Services"

    def test_headings_can_be_given(self) -> None:
        grid = compare(LIVERPOOL, [position({}), position({})], headings=["Version 1", "Version 2"])
        assert [side.heading for side in grid.sides] == ["Version 1", "Version 2"]

    def test_each_side_adds_up_its_own_marks(self) -> None:
        sip = position({"reading": ["A"], "curriculum": ["A", "B"], "post-16": []})
        school = position({"reading": ["D"]}, party=Party.SCHOOL)
        of_sip, of_school = (side.tally for side in compare(LIVERPOOL, [sip, school]).sides)
        assert of_sip == (
            Tally("A", "Band A", 2),
            Tally("B", "Band B", 1),
            Tally("C", "Band C", 0),
            Tally("D", "Band D", 0),
        )
        assert of_school == (
            Tally("A", "Band A", 0),
            Tally("B", "Band B", 0),
            Tally("C", "Band C", 0),
            Tally("D", "Band D", 1),
        )


bands = st.lists(st.sampled_from([b.id for b in LIVERPOOL.bands]), unique=True)
filled = st.dictionaries(st.sampled_from(CRITERIA), bands)


@given(st.lists(filled, min_size=1, max_size=4))
def test_every_criterion_has_one_row_and_the_parts_are_in_order(sides: list[dict[str, list[str]]]) -> None:
    grid = compare(LIVERPOOL, [position(marks) for marks in sides])
    apart, same = ([row.criterion.id for row in grid.rows if row.differs is wanted] for wanted in (True, False))
    assert [row.criterion.id for row in grid.rows] == apart + same
    assert sorted(apart, key=CRITERIA.index) == apart and sorted(same, key=CRITERIA.index) == same
    shown = [c for c in CRITERIA if c != OF_SOME or any(c in marks for marks in sides)]
    assert set(apart) | set(same) == set(shown) and len(grid.rows) == len(shown)
    for row in grid.rows:
        said = {frozenset(marks[row.criterion.id]) for marks in sides if row.criterion.id in marks}
        assert row.differs is (len(said) > 1) is bool(row.why)
    for marks, side in zip(sides, grid.sides, strict=True):
        assert sum(line.count for line in side.tally) == sum(len(own) for own in marks.values())


class TestVersions:
    def test_the_same_again_changed_nothing(self) -> None:
        assert changes(LIVERPOOL, position({"reading": ["A"]}), position({"reading": ["A"]})) == []

    def test_band_days_marks_and_reasons_in_the_order_of_the_page(self) -> None:
        before = position({"reading": ["A"], "attendance": ["B"], "post-16": [], "safeguarding": ["D"]})
        after = position(
            {"attendance": ["C"], "post-16": ["C"], "reading": ["A"], "safeguarding": ["D"]},
            band="C",
            extra_days=["new-to-headship"],
            reasons="Attendance fell.",
        )
        assert changes(LIVERPOOL, before, after) == [
            Change("Band", "Band B", "Band C"),
            Change("Extra days", "none", "Support for a headteacher who is new to headship"),
            Change("Attendance", "Band B", "Band C"),
            Change("Post-16 provision", "Does not apply", "Band C"),
            Change("Reasons", "as in the earlier version", "reworded"),
        ]


@pytest.mark.feature("A13")
class TestLastYear:
    """Each year in the words of its own framework; next year's has two criteria fewer and one more."""

    def test_each_year_is_told_in_its_own_words(self) -> None:
        now, then = position({"reading": ["C"], "curriculum": ["A"]}), position({"reading": ["B"]})
        rows = {row.name: row for row in compare_years(NEXT, now, LIVERPOOL, then)}
        assert rows["Reading"] == YearComparison("Reading", "Band B", "Level C", True)

    def test_a_criterion_that_is_new_or_gone_says_so(self) -> None:
        now = position({"staff-well-being": ["A", "B"]})
        then = position({"outreach": ["A"], "self-evaluation": ["B", "C", "D"]})
        rows = {row.name: row for row in compare_years(NEXT, now, LIVERPOOL, then)}
        assert rows["Well-being of staff"] == YearComparison(
            "Well-being of staff", "not a criterion that year", "Level A or Level B", True
        )
        assert rows["Outreach"] == YearComparison("Outreach", "Band A", "not a criterion this year", True)
        assert rows["Self-evaluation"] == YearComparison(
            "Self-evaluation", "Band B, Band C or Band D", "not a criterion this year", True
        )
        assert len(rows) == len(NEXT.criteria) + 2

    def test_what_nobody_marked_is_not_taken_for_a_criterion_that_there_was_not(self) -> None:
        """A decision marks the rows in dispute alone, so last year's grid may have gaps."""
        rows = {
            row.name: row for row in compare_years(LIVERPOOL, position({"reading": ["B"]}), LIVERPOOL, position({}))
        }
        assert rows["Reading"] == YearComparison("Reading", "not marked", "Band B", True)
        assert rows["Attendance"] == YearComparison("Attendance", "not marked", "not marked", False)

    def test_what_changed_comes_first(self) -> None:
        now = position(dict.fromkeys(CRITERIA, "B"))
        then = position(dict.fromkeys(CRITERIA, "B") | {"attendance": ["C"]})
        rows = compare_years(LIVERPOOL, now, LIVERPOOL, then)
        assert [(row.name, row.changed) for row in rows[:2]] == [("Attendance", True), ("Inspection outlook", False)]
        assert [row.name for row in rows[1:]] == [c.name for c in LIVERPOOL.criteria if c.id != "attendance"]
