"""Does the reader find in each made-up letter what a person would, and stay silent where the letter does?"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.ofsted_letters.letter import Declined, Letter
from schools.ofsted_letters.reader import LONGEST, read

LETTERS = Path(__file__).parent.parent / "data" / "ofsted_letters"
TEXTS = {file.stem: file.read_text(encoding="utf-8") for file in sorted(LETTERS.glob("*.txt"))}
EXPECTED = {stem: json.loads((LETTERS / f"{stem}.json").read_text(encoding="utf-8")) for stem in TEXTS}
READ = {stem: text for stem, text in TEXTS.items() if "declined" not in EXPECTED[stem]}
JUDGEMENTS = ("effective_action", "plan_fit_for_purpose", "authority_statement_fit", "may_appoint_new_teachers")
JUDGED = [
    (stem, question)
    for stem in READ
    for question in JUDGEMENTS
    if EXPECTED[stem].get(question, {}).get("value") is not None
]
UNSAID = {"value": None, "sentence": None, "offset": None, "qualifier": None}


def values(text: str) -> dict[str, Any]:
    """What the command's JSON would hold."""
    found = read(text)
    if isinstance(found, Declined):
        return {"declined": found.reason}
    held: dict[str, Any] = json.loads(json.dumps(found.as_json()))
    return held


def test_there_are_forty_letters_of_every_kind() -> None:
    assert len(TEXTS) >= 40
    kinds = {expected.get("kind") for expected in EXPECTED.values()}
    assert kinds >= {
        "requires_improvement_monitoring",
        "special_measures_monitoring",
        "serious_weaknesses_monitoring",
        "no_formal_designation",
        "urgent",
        "letter_to_authority",
    }
    assert sum("declined" in expected for expected in EXPECTED.values()) >= 6


@pytest.mark.parametrize("stem", TEXTS)
def test_a_letter_is_read_as_a_person_reads_it(stem: str) -> None:
    assert values(TEXTS[stem]) == EXPECTED[stem]


@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_a_sentence_stands_where_its_offset_says(stem: str, question: str) -> None:
    text, judgement = TEXTS[stem], values(TEXTS[stem])[question]
    assert text[judgement["offset"] :].startswith(judgement["sentence"])


# A judgement turned round: the first row whose words it holds is used.
TURNS = (
    (
        r"\b(?:not yet|not|no longer) (?=taking|yet taking|making|permitted|seek|fit|appoint|be appointed|being|taken)",
        "",
    ),
    (r"\bnot\s+(?=taking|fit|seek)", ""),
    (r"\bnot(?=, at this time)", ""),
    (r"\bnot taken", "taken"),
    (r"n't taking", " taking"),
    (r"\bcannot\b", "can"),
    (r"\bfailed to take", "taken"),
    (r"\byet to take", "taking"),
    (r"\bdo not take", "take"),
    (r"\bnot permitted", "permitted"),
    (r"\bNeither leaders nor", "Both leaders and"),
    (r"\bToo little effective", "Effective"),
    (r"\bunfit", "fit"),
    (r"\b(taking|taken|made progress|making|fit for|appoint\b|be appointed|fit\s+for)", r"not \1"),
    (r"(is fit)", r"is not fit"),
)


def turned(sentence: str) -> str:
    spaced = " ".join(sentence.replace("\ufb00", "ff").split())
    for pattern, other in TURNS:
        changed = re.sub(pattern, other, spaced, count=1)
        if changed != spaced:
            return changed
    raise AssertionError(sentence)


@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_a_not_put_in_or_taken_out_turns_the_value_round(stem: str, question: str) -> None:
    expected = EXPECTED[stem][question]
    if expected["sentence"].startswith("I strongly recommend") or "recommend" in expected["sentence"]:
        # Without its “not” this one advises, and allows nothing.
        changed = expected["sentence"].replace("does\nnot seek to", "may")
    else:
        changed = turned(expected["sentence"])
    found = values(TEXTS[stem].replace(expected["sentence"], changed))[question]
    assert found["value"] is (not expected["value"]), changed


@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_a_judgement_moved_into_a_bullet_or_taken_out_is_not_said(stem: str, question: str) -> None:
    sentence = EXPECTED[stem][question]["sentence"]
    bullet = f"\n\nThe school should take further action to:\n\n- {' '.join(sentence.split())}\n\n"
    assert values(TEXTS[stem].replace(sentence, bullet))[question] == UNSAID
    assert values(TEXTS[stem].replace(sentence, ""))[question] == UNSAID


@pytest.mark.parametrize("stem", [stem for stem in READ if EXPECTED[stem]["contradictions"] == []])
def test_a_letter_dated_before_its_visit_is_noticed_and_not_mended(stem: str) -> None:
    head, dear, rest = READ[stem].partition("\nDear ") if "\nDear " in READ[stem] else READ[stem].partition(" Dear ")
    early = re.sub(r"[0-9l]{1,2}(\s)\w+\s20[0-9l]{2}", r"2\g<1>May\g<1>2003", head, count=1)
    found = values(early + dear + rest)
    assert found["letter_date"] == "2003-05-02"
    assert found["visit_end"] == EXPECTED[stem]["visit_end"]
    assert any(sentence.startswith("The letter is dated 2 May 2003") for sentence in found["contradictions"])


def test_days_in_the_wrong_order_are_noticed_and_not_mended() -> None:
    stem = "05-sm-2013-reasonable-progress"
    found = values(TEXTS[stem].replace("26 and 27 November", "27 and 26 November"))
    assert (found["visit_start"], found["visit_end"]) == ("2013-11-27", "2013-11-26")
    assert found["contradictions"] == [
        "The visit is said to end (26 November 2013) before it begins (27 November 2013)."
    ]


@pytest.mark.parametrize("day", ["31 February 2018", "0 May 2018", "45 May 2018"])
def test_a_day_that_does_not_exist_is_not_guessed(day: str) -> None:
    found = values(TEXTS["01-ri-2012"].replace("7 November 2012", day))
    assert (found["visit_start"], found["visit_end"], found["letter_date"]) == (None, None, "2012-11-14")


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Leaders are taking effective action.", True),
        ("Leaders are never taking effective action.", False),
        ("Leaders have been unable to take effective action.", False),
        ("Leaders are taking ineffective action.", False),
        ("Leaders must take effective action.", None),
        ("Leaders will be taking effective action.", None),
        ("I looked at whether leaders are taking effective action.", None),
        ("Leaders were asked to take effective action.", None),
        ("It is not so that leaders have failed to take effective action.", False),
        ("Leaders are not failing to take effective action.", None),
    ],
)
def test_what_is_asked_hoped_or_denied_twice_is_no_judgement(sentence: str, value: bool | None) -> None:
    text = TEXTS["01-ri-2012"]
    said = EXPECTED["01-ri-2012"]["effective_action"]["sentence"]
    assert values(text.replace(said, sentence))["effective_action"]["value"] is value


def alike(held: Any) -> Any:
    """Values without what a printer changes: kinds of dash, quotation mark and space, and where words stand."""
    if isinstance(held, dict):
        return {name: alike(value) for name, value in held.items() if name != "offset"}
    if isinstance(held, list):
        return [alike(value) for value in held]
    if isinstance(held, str):
        whole = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", held.replace("\u00ad", ""))
        plain = unicodedata.normalize("NFKC", whole).replace("\u2019", "'").replace("\u2013", "-")
        return " ".join(plain.split())
    return held


def no_break_spaces(text: str) -> str:
    return re.sub(r"(?<=\S) (?=\S)", "\u00a0", text)


def en_dashes(text: str) -> str:
    return re.sub(r"-(?!\n)", "\u2013", text)


def curly(text: str) -> str:
    return text.replace("'", "\u2019")


def carriage_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize("noise", [no_break_spaces, en_dashes, curly, carriage_returns])
@pytest.mark.parametrize("stem", READ)
def test_the_printer_changes_no_value(stem: str, noise: Any) -> None:
    assert alike(values(noise(TEXTS[stem]))) == alike(EXPECTED[stem])


BULLET = re.compile(r"^( *(?:[-•■–o]|\d\.) +)", re.MULTILINE)


def reflowed(text: str, width: int) -> str:
    """The paragraphs and bullets between “Dear” and “Yours” broken at another width."""
    head, dear, body = text.partition("\nDear ")
    body, yours, end = body.partition("\nYours ")
    paragraphs = re.split(r"(\n[ \f]*\n[\s]*?(?=\S| ))", body)
    return head + dear + "".join(flowed(each, width) for each in paragraphs) + yours + end


def flowed(paragraph: str, width: int) -> str:
    if not paragraph.strip() or "Page " in paragraph:
        return paragraph
    start, *bullets = BULLET.split(paragraph)
    parts = [("", start), *zip(bullets[::2], bullets[1::2], strict=True)]
    return "\n".join(broken(marker, words, width) for marker, words in parts if words.strip())


def broken(marker: str, words: str, width: int) -> str:
    lines = [""]
    for word in re.sub(r"-\n\s*(?=[a-z])", "", words).replace(" \u2013 ", "\u00a0\u2013\u00a0").split(" "):
        for each in word.split("\n"):
            if lines[-1] and len(lines[-1]) + len(each) >= width:
                lines.append("")
            lines[-1] = f"{lines[-1]} {each}" if lines[-1] else each
    return marker + ("\n" + " " * len(marker)).join(lines)


@pytest.mark.parametrize("width", [42, 60, 95, 2000])
@pytest.mark.parametrize("stem", [stem for stem in READ if "\nYours " in READ[stem]])
def test_lines_of_another_width_change_no_value(stem: str, width: int) -> None:
    changed = reflowed(TEXTS[stem], width)
    assert alike(values(changed)) == alike(EXPECTED[stem]), changed


@given(st.text(max_size=500))
@settings(max_examples=150)
def test_any_text_is_declined_with_a_reason(text: str) -> None:
    found = read(text)
    assert isinstance(found, Declined) and found.reason.endswith(".")


FRAGMENTS = st.sampled_from(
    [
        "Ofsted\n", "Dear Mr Example\n", "Dear ", "\n\n", "- ", "• ", "1. ",
        "Special measures monitoring inspection of ",
        "focused inspections 1 to 3 May 2013", " on 31 November 2017 ", "Following my visit ", "and 4 May 20l8", ": ",
        "are not ", "taking effective action", ". A", "Yours sincerely\n", "Ada Example HMI\n", "Cc ", "Annex\n",
        "I am copying this letter to the ", "Areas for improvement\n", "External support\n",
        "Eleven schools were inspected",
        "five were good", "Of the schools inspected:\n", "\u00ad", "\ufb01", "\f", "-\nx", "fit for purpose",
        "the plan is ",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=40).map("".join))
@settings(max_examples=300)
def test_parts_of_letters_in_any_order_do_no_harm(rest: str) -> None:
    text = (
        f"Ofsted\n\nDear Mr Example\n\nSpecial measures monitoring inspection of Example School\n\nI write.\n\n{rest}"
    )
    found = read(text)
    assert isinstance(found, Letter)
    for question in JUDGEMENTS:
        judgement = getattr(found, question)
        if judgement.sentence is not None:
            assert text[judgement.offset :].startswith(judgement.sentence)


def test_a_text_too_long_for_a_letter_is_declined() -> None:
    assert "longer than any letter" in values(TEXTS["01-ri-2012"] + "." * LONGEST)["declined"]
