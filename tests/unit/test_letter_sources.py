"""Does each value say how sure it is by the places it was read in, and a name by the register?"""

from pathlib import Path

import pytest

from schools.letters.sources import Source, in_register, sources
from schools.models import School
from schools.ofsted_letters.letter import Letter
from schools.ofsted_letters.reader import read
from tests.letter_grammar.letters import CORPUS, made

pytestmark = pytest.mark.feature("S10")
LETTERS = Path(__file__).parent.parent / "data" / "ofsted_letters"
TITLE = " of Westmere Technical College\n"
AGREE = "Read in the address block and the title, which agree."
WITH_REPORT = "Read in the opening paragraphs and the part after “Yours …”"
DENIED = "The letter contradicts itself about this."


def read_from(text: str) -> dict[str, Source]:
    found = read(text)
    assert isinstance(found, Letter)
    return sources(text, found.as_json())


@pytest.mark.parametrize(
    ("stem", "without", "name", "sure", "sentence"),
    [
        ("01-ri-2012", "", "school_name", "agree", AGREE),
        ("01-ri-2012", "", "kind", "one", "Read in the title only."),
        ("01-ri-2012", "", "letter_date", "one", "Read in the address block only."),
        ("04-sm-2019-negative-annex", "", "visit_start", "agree", f"{WITH_REPORT}, which agree."),
        ("04-sm-2019-negative-annex", "", "inspectors", "one", f"{WITH_REPORT}."),
        (
            *("04-sm-2019-negative-annex", TITLE, "school_name", "check"),
            "Read in the address block only. It is usually in the title.",
        ),
        (
            *("01-ri-2012", "Mrs Ada Example\n", "addressee", "check"),
            "Read in the salutation (“Dear …”) only. It is usually in the address block.",
        ),
        ("26-dated-before-visit", "", "letter_date", "check", f"Read in the address block. {DENIED}"),
        ("29-two-visit-numbers", "", "visit_number", "check", f"Read in the opening paragraphs. {DENIED}"),
        ("41-short-2017", "", "visit_start", "one", "Read in the opening paragraphs only."),
    ],
)
def test_a_value_says_what_it_was_read_from(stem: str, without: str, name: str, sure: str, sentence: str) -> None:
    text = (LETTERS / f"{stem}.txt").read_text(encoding="utf-8")
    assert without in text
    found = read_from(text.replace(without, "\n" if without == TITLE else "", 1) if without else text)[name]
    assert (found.sure, found.sentence) == (sure, sentence)


def test_every_value_that_was_read_has_a_source() -> None:
    names = ("kind", "school_name", "addressee", "letter_date", "visit_start", "visit_end", "inspectors")
    for letter in map(made, CORPUS[:30]):
        found = read(letter.text)
        assert isinstance(found, Letter)
        reading = found.as_json()
        there = [name for name in names if reading[name]]
        assert set(there) <= set(sources(letter.text, reading)), letter.seed


@pytest.mark.parametrize(
    ("name", "urn", "sure", "words"),
    [
        ("Westmere Technical College", None, "agree", "a school of this name (URN 100001)"),
        ("WESTMERE TECHNICAL\u00a0COLLEGE", 100001, "agree", "the same name and the same URN"),
        ("Westmere College", 100001, "check", "URN 100001 is Westmere Technical College"),
        ("Westmere Technical College", 100009, "check", "this school has URN 100001"),
        ("Holmere Primary School", None, "check", "more than one school of this name"),
        ("Eastmere Technical College", None, "check", "none of your schools under this name"),
    ],
)
def test_a_name_is_checked_against_the_register(name: str, urn: int | None, sure: str, words: str) -> None:
    likely = [
        School(urn=100001, name="Westmere Technical College"),
        School(urn=100002, name="Holmere Primary School"),
        School(urn=100003, name="Holmere Primary School"),
    ]
    found = in_register({"school_name": name, "school_urn": urn}, likely)
    assert found is not None and found.sure == sure and words in found.sentence


def test_nothing_is_said_of_the_register_where_no_school_is_likely_or_none_is_named() -> None:
    assert in_register({"school_name": "Westmere College"}, []) is None
    assert in_register({"school_name": None, "school_urn": None}, [School(urn=1, name="A")]) is None
