"""monitoring.information_requests.marks.passages: nothing of a passage that is blacked out is left."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.information_requests.marks.passages import blacked_out, occurs

pytestmark = pytest.mark.feature("T6")
HERE = "[withheld: section 40(2)]"
# Letters that are two without capitals, or are stored in two ways, among them.
_LETTERS = "abA(sSß\u1e9eé\u0301eE\ufb01fi"
_TEXT = st.text(st.sampled_from(f"{_LETTERS} \n"), max_size=40)
_PASSAGE = st.text(st.sampled_from(_LETTERS), min_size=1, max_size=4)


def as_seen(text: str) -> str:
    """Written here once more, so that the search is not judged by itself."""
    return unicodedata.normalize("NFKD", text).casefold()


@pytest.mark.parametrize(
    ("text", "passages", "left"),
    [
        ("Nina met Otto Other.", ["Otto Other"], f"Nina met {HERE}."),
        # Every place, whatever its capitals.
        ("OTTO OTHER and Otto Other", ["Otto other"], f"{HERE} and {HERE}"),
        # Two that overlap leave nothing between them.
        ("abcdef", ["abcd", "cdef"], HERE),
        ("aaa", ["aa"], HERE),
        # As a page breaks the line.
        ("Otto\n  Other", ["Otto Other"], HERE),
        # What means something to a pattern is plain text.
        ("(a.b)", ["a.b"], f"({HERE})"),
        ("axb", ["a.b"], "axb"),
        ("None.", [], "None."),
        ("None.", [" "], "None."),
        # One letter that is two in capitals, and one that is stored in two ways.
        ("HERR GROSS met Herr Groß.", ["Groß"], f"HERR {HERE} met Herr {HERE}."),
        ("Jose\u0301 and José", ["José"], f"{HERE} and {HERE}"),
    ],
)
def test_each_place_is_covered(text: str, passages: list[str], left: str) -> None:
    assert blacked_out(text, passages, HERE) == left


@given(_TEXT, st.lists(_PASSAGE, max_size=4))
def test_nothing_of_a_passage_is_left(text: str, passages: list[str]) -> None:
    """`#` is in no text, so whatever stands between two of them was there before."""
    left = blacked_out(text, passages, "#")
    for passage in passages:
        assert not occurs(passage, left)
        assert as_seen(passage) not in as_seen(left)


@given(_TEXT, _PASSAGE)
def test_what_is_not_marked_stays(text: str, passage: str) -> None:
    parts = blacked_out(text, [passage], "#").split("#")
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)
    assert (parts == [text]) == (not occurs(passage, text))
