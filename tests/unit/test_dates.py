"""Times as people write them, and which dates are asked about, against tables written by hand."""

import ast
import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from sil import clock
from sil.dates import times
from sil.dates.asking import name_of
from sil.dates.sense import MONTH, NOW, YEAR, Known, Limit, Sense, question
from sil.web.forms import DateField, TimeField

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)

TIMES = {
    "9am": time(9),
    "9 am": time(9),
    "9AM": time(9),
    "9.30am": time(9, 30),
    "9:30 a.m.": time(9, 30),
    "09.30": time(9, 30),
    "9:30": time(9, 30),
    "0930": time(9, 30),
    "930": time(9, 30),
    "9": time(9),
    "noon": time(12),
    "12 noon": time(12),
    "Midday": time(12),
    "midnight": time(0),
    "12am": time(0),
    "12pm": time(12),
    "12.15am": time(0, 15),
    "2.15 pm": time(14, 15),
    "2pm": time(14),
    "14:00": time(14),
    "00:00": time(0),
    "23:59": time(23, 59),
}
NO_TIMES = ("24:00", "9:60", "13pm", "0am", "9.5", "half nine", "am", "9.300", "-9", "9::30", "٩", "99")


@pytest.mark.parametrize("typed", TIMES)
def test_times_are_read_as_people_write_them(typed: str) -> None:
    assert times.read(typed) == TIMES[typed]
    assert TimeField().clean(f" {typed} ") == TIMES[typed]


@pytest.mark.parametrize("typed", NO_TIMES)
def test_what_is_no_time_is_refused_with_what_to_enter(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"Enter a time, like 9\.30am or 2pm\."):
        TimeField().clean(typed)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(9), "9am"), (time(9, 30), "9.30am"), (time(9, 5), "9.05am"), (time(12), "noon"), (time(0), "midnight"),
        (time(12, 1), "12.01pm"), (time(0, 1), "12.01am"), (time(14), "2pm"), (time(14, 15), "2.15pm"),
    ],
)  # fmt: skip
def test_times_are_written_as_people_write_them(moment: time, words: str) -> None:
    assert clock.time_in_words(moment) == words


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_time_reads_as_it_was_written(moment: time) -> None:
    assert times.read(clock.time_in_words(moment)) == moment
    assert times.read(f"{moment:%H:%M}") == times.read(f"{moment:%H.%M}") == times.read(f"{moment:%H%M}") == moment


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_a_time(text: str) -> None:
    assert times.read(text) is None or isinstance(times.read(text), time)


PLAN = Sense(past=NOW, future=YEAR)
RECORD = Sense(past=YEAR, future=NOW)


@pytest.mark.parametrize(
    ("day", "sense", "known", "asked"),
    [
        (TODAY, PLAN, Known(), ""),
        (date(2026, 11, 19), PLAN, Known(), "Thursday 19 November 2026 is in the past. Is that the day?"),
        (date(2027, 11, 21), PLAN, Known(), ""),
        (date(2027, 11, 22), PLAN, Known(), "Monday 22 November 2027 is more than a year away. Is that the day?"),
        (date(2026, 11, 21), RECORD, Known(), "Saturday 21 November 2026 is in the future. Is that the day?"),
        (date(2025, 11, 19), RECORD, Known(), ""),
        (date(2025, 11, 18), RECORD, Known(), "Tuesday 18 November 2025 is more than a year ago. Is that the day?"),
        (date(2026, 12, 22), Sense(past=None, future=MONTH), Known(),
            "Tuesday 22 December 2026 is more than a month away. Is that the day?"),
        (date(1990, 1, 1), Sense(past=20 * YEAR, future=None), Known(),
            "Monday 1 January 1990 is more than 20 years ago. Is that the day?"),
        (date(1900, 1, 1), Sense(past=None, future=None), Known(), ""),
        (date(2026, 11, 25), PLAN, Known(first=Limit(date(2026, 12, 3), "the visit")),
            "Wednesday 25 November 2026 is before the visit (Thursday 3 December 2026). Is that the day?"),
        (date(2026, 12, 25), PLAN, Known(last=Limit(date(2026, 12, 3), "the last day of the period")),
            "Friday 25 December 2026 is after the last day of the period (Thursday 3 December 2026). "
            "Is that the day?"),
        (date(2020, 1, 1), PLAN, Known(first=Limit(date(2026, 12, 3), "the visit")),
            "Wednesday 1 January 2020 is in the past and before the visit (Thursday 3 December 2026). "
            "Is that the day?"),
        (date(2020, 1, 1), PLAN, Known(recorded=date(2020, 1, 1)), ""),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_date(day: date, sense: Sense, known: Known, asked: str) -> None:
    assert question(day, sense, on=TODAY, known=known) == asked


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_is_asked_about_exactly_where_it_is_not_usual(day: date) -> None:
    usual = TODAY <= day <= TODAY + YEAR
    assert (question(day, PLAN, on=TODAY) == "") == usual
    if not usual:
        assert question(day, PLAN, on=TODAY).startswith(clock.weekday_in_words(day))


class OneForm(forms.Form):
    day = DateField(label="Day", sense=PLAN)
    other = forms.CharField()


def bound(day: date, **more: str) -> OneForm:
    return OneForm({"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)} | more)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_the_second_post_of_the_same_passes_and_another_is_asked_about_anew(day: date, another: date) -> None:
    with clock.at(TODAY):
        asked = question(day, PLAN, on=TODAY)
        first = bound(day, other="x")
        assert first.is_valid() == (not asked)
        if not asked:
            return
        assert first.errors["day"] == [asked]
        held = {name_of(first["day"]): first["day"].asked[0]}
        assert bound(day, other="x", **held).is_valid()
        # It stays confirmed while something else is wrong.
        assert list(bound(day, **held).errors) == ["other"]
        changed = bound(another, other="x", **held)
        assert changed.is_valid() == (another == day or not question(another, PLAN, on=TODAY))


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _modules() -> list[Path]:
    found = [path for app in ("sil", "schools", "allocations", "monitoring") for path in (ROOT / app).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def test_every_date_of_every_form_says_what_makes_sense() -> None:
    """A new date cannot be declared without it, and no form takes a date or a time in another way."""
    with pytest.raises(TypeError):
        DateField(label="Day")  # type: ignore[call-arg]
    declared = 0
    for path in _modules():
        tree = ast.parse(path.read_text())
        ours = any(
            isinstance(node, ast.ImportFrom) and any(alias.name == "DateField" for alias in node.names)
            and (node.module or "").endswith("forms")
            for node in ast.walk(tree)
        )  # fmt: skip
        filters = {
            id(call)
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and node.name.endswith("Filter")
            for call in _calls(node)
        }
        for call in _calls(tree):
            name = ast.unparse(call.func)
            if name == "DateField" and ours:
                assert "sense" in {word.arg for word in call.keywords}, f"{path}:{call.lineno}"
                declared += 1
            elif name in ("forms.DateField", "forms.TimeField", "forms.DateTimeField"):
                assert id(call) in filters, f"{path}:{call.lineno} takes a date that nobody asks about"
    assert declared > 30


def test_lengths_are_whole_days() -> None:
    assert (timedelta(31), timedelta(366)) == (MONTH, YEAR)


_WITHOUT_WEEKDAY = re.compile(r'visit\.(?:starts|ends)_on\|(?:day\b|date:"(?!l |Y-m-d))')
# Rooms that speak of visits to come; a report is about one that was.
_TO_COME = ("visit", "planning", "offers", "prompts", "calendar")


@pytest.mark.feature("V13")
def test_the_day_of_a_visit_always_has_its_weekday() -> None:
    """Somebody has to be there: no page, message or sentence says the date alone."""
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    assert not {path.name for path in pages if _WITHOUT_WEEKDAY.search(path.read_text())}
    for room in _TO_COME:
        for path in (ROOT / "monitoring/visits" / room).rglob("*.py"):
            assert not re.search(r"(?<!weekday_)in_words\((?:\w+\.)?visit\.", path.read_text()), path
