"""docs/how-to/framework.md has every key that a framework file can have, as the classes of the framework know it."""

import re
import tomllib
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from sil.framework.intervention import CalendarDays, Length, Step, WorkingDays
from sil.framework.loader import STARTER
from sil.framework.parts import LetterVersion, Named, Paragraph, Part
from sil.framework.periods import CompliancePeriod, Period
from sil.framework.reading.keys import Key, every_key
from sil.framework.schema import Framework, LetterRule

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "framework.md"
# Classes that come up in several places, and what the page calls them.
SHARED: dict[type[Part], str] = {
    Named: "NAMED",
    Period: "PERIOD",
    CompliancePeriod: "PERIOD",
    Step: "STEP",
    LetterRule: "RULE",
    LetterVersion: "VERSION",
    Paragraph: "PARAGRAPH",
    WorkingDays: "COUNTED",
    CalendarDays: "COUNTED",
    Length: "LENGTH",
}
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \| (.*?) \| (?:`(.*?)`)? ?\| (.+?) \|$", re.MULTILINE)


def shapes() -> dict[str, Key]:
    """The keys by their place; those of a class that comes up in several places by its name."""
    found = {key.place: key for key in every_key(Framework)}
    shared = {place: SHARED[key.part] for place, key in found.items() if key.part in SHARED}
    rows: dict[str, Key] = {}
    for place, key in found.items():
        within = [(outer, name) for outer, name in shared.items() if place.startswith(f"{outer}.")]
        if within:
            outer, name = max(within, key=lambda each: len(each[0]))
            place = f"{name}.{place[len(outer) + 1 :]}"
        # A table whose keys all stand in rows of their own needs none.
        if key.part is None or key.part in SHARED:
            rows.setdefault(place.removesuffix(".*"), key)
    return rows


def default_words(key: Key) -> str:
    """What the page says of a key that is left out."""
    if key.required:
        return "needed"
    value = key.default
    if value in (None, "", (), {}) or isinstance(value, Part) or (isinstance(value, tuple) and _has_parts(value)):
        return "the product's own" if value not in (None, "", (), {}) else "–"
    return f"`{_literal(value)}`"


def _has_parts(value: tuple[Any, ...]) -> bool:
    return any(isinstance(each, Part) for each in value)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, StrEnum | str):
        return f'"{value}"'
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    assert isinstance(value, int | date) or value is not None
    return str(value)


@pytest.mark.feature("T13")
def test_every_key_has_its_row_with_meaning_default_and_what_it_changes() -> None:
    rows = {place: default for place, _, default, _, _ in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert rows == {place: default_words(key) for place, key in shapes().items()}


@pytest.mark.feature("T13")
def test_each_example_can_be_written_so() -> None:
    """Each is TOML; a key that holds no table of its own has one."""
    known = shapes()
    for place, _, _, example, _ in ROW.findall(PAGE.read_text(encoding="utf-8")):
        assert example or known[place].part is not None or known[place].is_list, place
        assert not example or tomllib.loads(f"key = {example}"), place


def test_the_page_begins_with_the_file_that_the_command_prints() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert shown == STARTER.read_text(encoding="utf-8")
