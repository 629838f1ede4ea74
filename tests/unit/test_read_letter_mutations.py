"""Does a value turn, or fall silent, when the words that carry it are changed; and stay when only the print is?"""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.ofsted_letters import dates
from schools.ofsted_letters.reader import read

from .test_read_letter import EXPECTED, JUDGED, JUDGEMENTS, READ, TEXTS, alike, values

pytestmark = pytest.mark.feature("S3")
# Each of these tables is letters by changes: every letter and every change is in the sample at least once.
sampled = pytest.mark.sample(every=10)

# A verb of the judgement and the denials that can stand behind it.
_VERBS = r"\b(?:is|are|has|have|may|can|was|were)\b"
_CORE = r"(?:taking|taken|making|made|fit for|appoint\b|be appointed|permitted)"
DENIALS = (
    "not", "never", "no longer", "not yet", "hardly", "scarcely", "barely", "rarely", "seldom", "in no way",
    "by no means", "at no time", "nowhere", "neither quickly nor slowly",
)  # fmt: skip
DOUBTS = (
    "I am not satisfied that", "I do not believe that", "There is no evidence that", "There is little evidence that",
    "It is not the case that", "It is untrue that", "I doubt that", "I doubt whether", "I cannot say that",
    "It remains to be seen whether", "Nobody could show me that", "It would be wrong to say that",
    "I found no sign that", "I am not persuaded that", "Leaders believe that", "I was told that",
    "The headteacher assured me that", "Governors think", "The school's own view is that", "I had hoped to find that",
    "It is too early to say that", "It is unclear whether", "I was asked whether", "By the next visit I expect that",
)  # fmt: skip
AFFIRMATIONS = (
    "I am of the opinion that", "In my judgement,", "I am satisfied that", "My judgement is that", "We found that",
    "The evidence shows that", "Inspectors judged that", "I can confirm that", "Having considered all the evidence,",
    "There is clear evidence that", "It is my view that",
)  # fmt: skip

TRUE_ONES = [(stem, question) for stem, question in JUDGED if EXPECTED[stem][question]["value"]]


def sentence_of(stem: str, question: str) -> str:
    said: str = EXPECTED[stem][question]["sentence"]
    return said


def with_sentence(stem: str, question: str, changed: str) -> Any:
    """The question's value once its sentence is another one."""
    given = sentence_of(stem, question)
    assert changed != given and TEXTS[stem].count(given) == 1
    return values(TEXTS[stem].replace(given, changed))[question]


def spaced(sentence: str) -> str:
    return " ".join(sentence.replace("\ufb00", "ff").replace("\u00ad", "").split())


@sampled
@pytest.mark.parametrize("denial", DENIALS)
@pytest.mark.parametrize(("stem", "question"), TRUE_ONES)
def test_a_yes_with_a_denial_in_it_is_a_yes_no_more(stem: str, question: str, denial: str) -> None:
    said = spaced(sentence_of(stem, question))
    core = re.search(_CORE, said)
    verbs = [verb for verb in re.finditer(_VERBS, said) if core and verb.start() <= core.start()]
    if not verbs:
        return
    at = verbs[-1].end()
    found = with_sentence(stem, question, f"{said[:at]} {denial}{said[at:]}")
    assert found["value"] is not True, f"{said[:at]} {denial}{said[at:]}"


@sampled
@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_what_is_doubted_or_said_by_others_is_no_judgement(stem: str, question: str, doubt: str) -> None:
    said = spaced(sentence_of(stem, question))
    if re.search(r"\b(?:I|my)\b", said):
        return
    changed = f"{doubt} {said[0].lower()}{said[1:]}"
    value = with_sentence(stem, question, changed)["value"]
    assert value is None or value is not EXPECTED[stem][question]["value"], changed


@sampled
@pytest.mark.parametrize("opening", AFFIRMATIONS)
@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_how_the_inspector_begins_changes_nothing(stem: str, question: str, opening: str) -> None:
    said = spaced(sentence_of(stem, question))
    changed = f"{opening} {said if said.startswith('I ') else said[0].lower() + said[1:]}"
    if re.match(r"(?:However|Having|At this|In my|I |On balance)", said):
        return
    assert with_sentence(stem, question, changed)["value"] is EXPECTED[stem][question]["value"], changed


@pytest.mark.parametrize("nobody", ["No leader is", "Nobody is", "Few leaders are", "None of the leaders is"])
def test_a_judgement_of_nobody_is_not_one_of_somebody(nobody: str) -> None:
    value = with_sentence("01-ri-2012", "effective_action", f"{nobody} taking effective action.")["value"]
    assert value is not True


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The school may appoint newly qualified teachers.", True),
        ("The school may appoint no newly qualified teachers.", False),
        ("The school may appoint neither newly qualified teachers nor trainees.", False),
        ("Under no circumstances may the school appoint newly qualified teachers.", False),
        ("I do not recommend that the school appoints newly qualified teachers.", None),
        ("The school may appoint newly qualified teachers only in English.", True),
        ("The school may appoint newly qualified teachers provided that I agree.", True),
        ("The school may not appoint newly qualified teachers unless I agree.", False),
        ("The school appointed two newly qualified teachers.", None),
        ("Early career teachers may not be appointed.", False),
        ("The school can appoint ECTs in all subjects.", True),
    ],
)
def test_a_condition_leaves_a_yes_to_be_read_with_its_sentence(sentence: str, value: bool | None) -> None:
    assert with_sentence("04-sm-2019-negative-annex", "may_appoint_new_teachers", sentence)["value"] is value


@sampled
@pytest.mark.parametrize("marker", ["-", "•", "–", "1.", "(a)", "o", "▪"])
@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_a_judgement_in_a_bullet_of_any_sort_is_not_one(stem: str, question: str, marker: str) -> None:
    said = spaced(sentence_of(stem, question))
    changed = f"\n\nThe school should take further action to:\n\n{marker} first thing\n{marker} {said}\n\n"
    assert with_sentence(stem, question, changed)["value"] is None


@pytest.mark.parametrize(("stem", "question"), JUDGED)
def test_a_judgement_after_the_opening_is_not_one(stem: str, question: str) -> None:
    text = TEXTS[stem].replace(sentence_of(stem, question), "") + f"\n\nEvidence\n\n{sentence_of(stem, question)}\n"
    assert values(text)[question]["value"] is None


@pytest.mark.parametrize("stem", [stem for stem in READ if EXPECTED[stem]["kind"] != "letter_to_authority"])
def test_without_its_title_a_letter_is_declined_or_read_as_the_same_kind(stem: str) -> None:
    lines = TEXTS[stem].splitlines(keepends=True)
    name = (EXPECTED[stem]["school_name"] or "").split()[0]
    dear = next((place for place, line in enumerate(lines) if line.strip().startswith("Dear ")), None)
    if dear is None:
        return
    title = next(place for place in range(dear + 1, len(lines)) if lines[place].strip())
    assert name in "".join(lines[title : title + 3])
    end = next(place for place in range(title, len(lines)) if not lines[place].strip())
    found = values("".join(lines[:title] + lines[end:]))
    if "declined" not in found:
        assert found["kind"] in (EXPECTED[stem]["kind"], None)
        for question in JUDGEMENTS:
            assert found[question]["value"] == EXPECTED[stem][question]["value"]


_DAY = rf"[0-9]{{1,2}} (?:{'|'.join(dates.MONTHS)}) 20[0-9]{{2}}"


@pytest.mark.parametrize("stem", READ)
def test_dates_that_change_places_are_read_where_they_stand(stem: str) -> None:
    expected, text = EXPECTED[stem], TEXTS[stem]
    written, *others = re.findall(_DAY, text) or [""]
    visited = next((day for day in others if _iso(day) == expected["visit_end"]), "")
    if not visited or _iso(written) != expected["letter_date"] or text.count(visited) != 1:
        return
    swapped = text.replace(visited, "\0").replace(written, visited).replace("\0", written)
    found = values(swapped)
    assert found["letter_date"] == expected["visit_end"]
    assert found["visit_end"] == expected["letter_date"]
    if expected["letter_date"] > expected["visit_end"]:
        assert any("before the end of the visit it reports" in each for each in found["contradictions"])


def _iso(day: str) -> str:
    return dates.said(day) or ""


def narrow_spaces(text: str) -> str:
    return re.sub(r"(?<=[0-9]) (?=[A-Z])", "\u202f", text)


def soft_hyphens(text: str) -> str:
    return re.sub(r"([a-z]{4})([a-z]{4})", "\\1\u00ad\\2", text)


def ligatures(text: str) -> str:
    return text.replace("ffi", "\ufb03").replace("ff", "\ufb00").replace("fi", "\ufb01").replace("fl", "\ufb02")


def no_break_hyphens(text: str) -> str:
    return re.sub(r"(?<=[a-z])-(?=[a-z])", "\u2011", text)


def double_spaces(text: str) -> str:
    return re.sub(r"(?<=[.:]) (?=[A-Z])", "  ", text)


def trailing_spaces(text: str) -> str:
    return re.sub(r"(?<=\S)\n", "   \n", text)


def more_empty_lines(text: str) -> str:
    return re.sub(r"\n\n", "\n\n\n\n", text)


def form_feeds(text: str) -> str:
    return text.replace("\n\nEvidence\n", "\n\n2\n\f\nEvidence\n")


def byte_order_mark(text: str) -> str:
    return "\ufeff" + text


PRINTS = (
    narrow_spaces, soft_hyphens, ligatures, no_break_hyphens, double_spaces, trailing_spaces, more_empty_lines,
    form_feeds, byte_order_mark,
)  # fmt: skip


@sampled
@pytest.mark.parametrize("noise", PRINTS, ids=lambda noise: noise.__name__)
@pytest.mark.parametrize("stem", READ)
def test_print_changes_no_value(stem: str, noise: Any) -> None:
    found = json.dumps(alike(values(noise(TEXTS[stem])))).replace("\\u2010", "-")
    assert json.loads(found) == alike(EXPECTED[stem])


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from(sorted(READ)), st.floats(0, 1))
@settings(max_examples=200)
def test_a_letter_with_anything_put_into_it_never_raises(noise: str, stem: str, place: float) -> None:
    text = TEXTS[stem]
    at = int(place * len(text))
    read(text[:at] + noise + text[at:])


@given(st.sampled_from(sorted(READ)), st.data())
@settings(max_examples=200)
def test_a_letter_with_a_part_torn_out_never_says_the_opposite(stem: str, data: Any) -> None:
    """Words may be missing from a scan; a judgement whose own sentence is whole stays, or falls silent."""
    text = TEXTS[stem]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 400)))
    found = values(text[:start] + text[end:])
    if "declined" in found:
        return
    for question in JUDGEMENTS:
        expected = EXPECTED[stem][question]
        if expected["value"] is None:
            continue
        first, last = expected["offset"], expected["offset"] + len(expected["sentence"])
        if end <= first or start >= last:
            assert found[question]["value"] in (None, expected["value"])
