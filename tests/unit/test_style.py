"""What the style sheet owes to those who set their browser to something: less motion, their own colours, 400% zoom."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.feature("T8")
SHEET = Path(settings.BASE_DIR) / "static" / "app.css"
# What keeps its place while the page scrolls would cover what is read where the window is low.
LOW = re.compile(r"\(min-height: 30rem\)")


def rules() -> Iterator[tuple[str, str, str]]:
    """Each rule of the style sheet: the condition it stands under, its selectors and what it sets."""
    sheet = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    condition, depth = "", 0
    for head, brace in re.findall(r"([^{}]*)([{}])", sheet):
        if brace == "{":
            if head.strip().startswith("@"):
                condition, depth = " ".join([condition, head.strip()]).strip(), depth + 1
                continue
            selectors = head.strip()
        elif selectors:
            yield condition, selectors, head.strip()
            selectors = ""
        else:
            condition, depth = "", depth - 1


def test_the_sheet_is_read() -> None:
    found = list(rules())
    assert len(found) > 150
    assert ("", ".app-break", "overflow-wrap: anywhere;") in found


def test_nothing_stays_in_sight_where_the_window_is_low() -> None:
    """At 400% zoom a desk shows 256 pixels of a page: a bar that keeps its place would cover what has the focus."""
    stay = [
        (condition, selectors) for condition, selectors, sets in rules() if re.search("position: (sticky|fixed)", sets)
    ]
    assert len(stay) >= 3
    assert [selectors for condition, selectors in stay if not LOW.search(condition)] == []


def test_what_has_the_focus_is_scrolled_clear_of_what_stays_in_sight() -> None:
    stay = {
        (condition, edge[1], name)
        for condition, selectors, sets in rules()
        if "position: sticky" in sets and "align-self" not in sets  # a column of its own covers nothing
        for name in re.findall(r"\.[\w-]+", selectors)
        if (edge := re.search(r"(top|bottom): 0", sets))
    }
    padded = {
        (condition, edge, name)
        for condition, selectors, sets in rules()
        for name in re.findall(r"html:has\((\.[\w-]+)", selectors)
        for edge in re.findall(r"scroll-padding-(top|bottom): [1-9]", sets)
    }
    assert len(stay) == 3
    assert stay <= padded


def test_nothing_moves_for_those_who_asked_for_that() -> None:
    still = [rule for rule in rules() if "prefers-reduced-motion: reduce" in rule[0]]
    (only,) = still
    assert only[1] == "*, ::before, ::after"
    for what in ("transition: none", "animation: none", "scroll-behavior: auto"):
        assert f"{what} !important;" in only[2]


def test_no_rule_takes_the_outline_from_what_has_the_focus() -> None:
    """A browser in the reader's own colours drops backgrounds and shadows, and an outline is all that is left. One
    that is transparent shows there."""
    bare = [selectors for _, selectors, sets in rules() if re.search(r"outline(-style|-width)?: *(none|0)\b", sets)]
    assert bare == []
    focused = [(selectors, sets) for _, selectors, sets in rules() if ":focus" in selectors]
    assert len(focused) >= 6
    assert [selectors for selectors, sets in focused if "outline: 3px solid" not in sets] == []


def test_drawings_keep_their_colours_on_white() -> None:
    kept = " ".join(s for c, s, sets in rules() if "forced-colors: active" in c and "forced-color-adjust: none" in sets)
    drawn = {
        name
        for page in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        for name in re.findall(r'<svg class="([\w-]+)', page.read_text(encoding="utf-8"))
    }
    assert len(drawn) >= 3
    assert {name for name in drawn if f".{name}" not in kept} == set()
