"""The order of what waits for a person: by law, late, today, this week, later; only of the last is any folded away."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sil.web.work import WorkItem, in_order

# A Friday.
TODAY = date(2026, 11, 20)
DAYS = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))


def item(due: date | None = None, *, by_law: str = "", title: str = "Do it", is_optional: bool = False) -> WorkItem:
    facts = {"due": due, "since": TODAY, "by_law": by_law, "is_optional": is_optional}
    return WorkItem(title=title, about="Example School", href="/", act="Do", **facts)


@st.composite
def items(draw: st.DrawFn) -> list[WorkItem]:
    laws = st.sampled_from(["", "Education and Inspections Act 2006, section 60"])
    return [item(due, by_law=draw(laws)) for due in draw(st.lists(st.none() | DAYS, max_size=60))]


@given(items())
def test_nothing_that_is_late_or_owed_by_law_is_ever_hidden(waiting: list[WorkItem]) -> None:
    groups = in_order(waiting, TODAY)
    folded = [each for group in groups for each in group.folded]
    assert not [each for each in folded if each.by_law or (each.due and each.due <= TODAY + timedelta(days=2))]
    shown = [each for group in groups for each in (*group.items, *group.folded)]
    assert sorted(map(id, shown)) == sorted(map(id, waiting)), "each once"


@pytest.mark.parametrize(
    ("due", "heading"),
    [
        (date(2026, 11, 19), "Late"),
        (date(2026, 11, 20), "Today"),
        (date(2026, 11, 21), "This week"),
        (date(2026, 11, 22), "This week"),
        (date(2026, 11, 23), "Later"),
        (None, "Later"),
    ],
)
def test_boundary_days(due: date | None, heading: str) -> None:
    assert [group.heading for group in in_order([item(due)], TODAY)] == [heading]


@pytest.mark.parametrize("due", [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 22), date(2026, 12, 1)])
def test_what_is_optional_is_never_late_nor_before_what_has_to_be_done(due: date) -> None:
    found = item(due, is_optional=True)
    assert [group.heading for group in in_order([found], TODAY)] == ["Later"]
    assert not found.is_late(TODAY)


def test_a_week_ends_on_sunday_on_a_sunday_too() -> None:
    sunday = date(2026, 11, 22)
    assert [group.slug for group in in_order([item(sunday), item(date(2026, 11, 23))], sunday)] == ["today", "later"]


def test_what_is_owed_by_law_comes_first_whenever_it_is_due() -> None:
    law = item(date(2027, 3, 1), by_law="Education and Inspections Act 2006, section 60")
    groups = in_order([item(date(2026, 11, 1)), law], TODAY)
    assert (groups[0].heading, groups[0].items) == ("By law", [law])


def test_five_later_ones_are_in_sight() -> None:
    (later,) = in_order([item() for _ in range(7)], TODAY)
    assert (len(later.items), len(later.folded)) == (5, 2)


@pytest.mark.parametrize(("due", "by_law"), [(date(2026, 11, 19), ""), (TODAY, ""), (None, "Some Act 2006")])
def test_however_many_are_late_due_today_or_owed_by_law_all_are_in_sight(due: date | None, by_law: str) -> None:
    (group,) = in_order([item(due, by_law=by_law) for _ in range(200)], TODAY)
    assert (len(group.items), group.folded) == (200, [])
