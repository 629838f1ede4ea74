"""What was typed in a letter is read once: as days and numbers, or as what is wrong with it."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from monitoring.notices.days import TypedDay, read_day
from monitoring.notices.kinds import KINDS
from monitoring.notices.letters.written import LONGEST_PERIOD, written_in
from monitoring.notices.models import CaseLetter
from sil.framework.periods import CompliancePeriod
from sil.web.forms import WholeNumberField

FRAMEWORK = CompliancePeriod(
    name="Compliance period", unit="calendar", day_one="in", trigger="the day the notice is given", source="Invented"
)


def letter(kind: str = "preformal_notice", **typed: Any) -> CaseLetter:
    framework = SimpleNamespace(periods=SimpleNamespace(compliance_period=FRAMEWORK))
    nothing: dict[str, Any] = {"compliance": {}, "consulted": [], "consent": {}}
    found = SimpleNamespace(kind_of=KINDS[kind], case=SimpleNamespace(framework=framework), **nothing | typed)
    return cast(CaseLetter, found)


@pytest.mark.parametrize(
    ("boxes", "day", "words"),
    [
        (["7", "9", "2026"], date(2026, 9, 7), "7 September 2026"),
        (["31", "2", "2027"], None, "31 2 2027"),
        (["", "", ""], None, ""),
        ([], None, ""),
        (None, None, ""),
    ],
)
def test_a_day(boxes: list[str] | None, day: date | None, words: str) -> None:
    found = read_day(boxes)
    assert (found.on, str(found), bool(found)) == (day, words, bool(words))
    assert found.is_wrong == (words == "31 2 2027")


@pytest.mark.parametrize(
    ("count", "unit", "read", "words"),
    [
        ("15", "", (15, "calendar"), "15 calendar days"),
        (" 42 ", "", (42, "calendar"), "42 calendar days"),
        ("1", "working", (1, "working"), "1 working day"),
        ("400", "weeks", (400, "calendar"), "400 calendar days"),
    ],
)
def test_a_compliance_period(count: str, unit: str, read: tuple[int, str], words: str) -> None:
    found = written_in(letter(compliance={"count": count, "unit": unit, "why": " Two meetings. "}))
    assert found.period is not None
    assert (found.period.count, found.period.unit) == read
    assert (found.wrong_count, found.why_so_long) == ("", "Two meetings.")
    assert found.period_in_words == f"{words}, beginning with the day the notice is given"


@pytest.mark.parametrize("count", ["401", "0", "six", "0000400999", ""])
def test_no_length_stands_for_one_that_was_not_entered(count: str) -> None:
    """The framework gives none: its 15 days are for the action plan (domain 2.6)."""
    found = written_in(letter(compliance={"count": count} if count else {}))
    assert (found.period, found.wrong_count, found.period_in_words) == (None, count, count)
    assert found.why_so_long == ""


def test_only_a_notice_has_a_period() -> None:
    found = written_in(letter("notice_removed"))
    assert (found.period, found.period_in_words) == (None, "")


def test_a_consent_and_consultations() -> None:
    typed = letter(
        "power_used",
        consent={"on": ["8", "1", "2027"], "reference": " RD/2027/11 "},
        consulted=[
            {"who": "The governing body", "on": ["6", "1", "2027"], "said": "They regret it."},
            {"who": "The diocese", "on": ["6", "13", "2027"], "said": ""},
        ],
    )
    found = written_in(typed)
    assert (found.consent.day.on, found.consent.reference) == (date(2027, 1, 8), "RD/2027/11")
    assert found.consulted_on == {"The governing body": date(2027, 1, 6), "The diocese": None}
    assert not written_in(letter("power_used")).consent


def test_another_version_of_the_text_is_read_the_same_way() -> None:
    typed = letter(consent={"on": ["8", "1", "2027"]})
    other = {"compliance": {"count": "21"}, "consulted": [], "consent": {}}
    found = written_in(typed, other)
    assert found.period is not None
    assert (found.period.count, found.consent.day) == (21, TypedDay())


NUMBERS = st.from_regex(r"[ +]?0*[0-9]{1,5}(\.0)?", fullmatch=True)


@given(st.one_of(st.text(max_size=12), st.integers(-5, 10**9).map(str), NUMBERS))
def test_the_form_and_what_reads_the_draft_take_a_number_alike(text: str) -> None:
    """A length of a period that the form takes is the length that is signed; what it refuses is refused again."""
    field = WholeNumberField(required=False, min_value=1, max_value=LONGEST_PERIOD)
    try:
        typed = field.clean(text)
    except ValidationError:
        typed = None
    written = written_in(letter(compliance={"count": text}))
    assert (written.period.count if written.period else None) == typed
    assert bool(written.wrong_count) == (typed is None and bool(text.strip()))
