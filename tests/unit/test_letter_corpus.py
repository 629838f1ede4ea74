"""Are letters as Ofsted might have written them in twenty years read, and is what was measured what the page says?"""

import pytest

from schools.ofsted_letters.pdf.text import text_of
from tests.factories.pdfs import LAYOUTS, pdf
from tests.letter_grammar.letters import EMPTY
from tests.letter_grammar.measure import read_in, total
from tests.letter_grammar.openings import KINDS
from tests.letter_grammar.page import EARLIER, PAGE, corpus, measured, page

pytestmark = pytest.mark.feature("S10")


def test_the_letters_are_many_of_every_kind_and_of_twenty_years() -> None:
    letters = corpus()
    aside = [letter for letter in letters if letter.kept_aside]
    assert len(letters) >= 120 and 3 * len(aside) == len(letters)
    assert {letter.kind for letter in aside} == {letter.kind for letter in letters} == {*KINDS, "letter_to_authority"}
    years = {letter.year for letter in letters}
    assert min(years) <= 2006 and max(years) == 2026 and len(years) >= 20
    assert all(any(letter.expected[name] for letter in aside) for name in EMPTY)


@pytest.mark.parametrize("kept_aside", [True, False])
def test_nearly_all_is_read_and_hardly_anything_wrongly(kept_aside: bool) -> None:
    counts = measured(kept_aside=kept_aside)
    below = {name: count for name, count in counts.items() if count.precision < 0.99 or count.recall < 0.9}
    assert not below
    assert total(counts).there > 1_000


def test_the_page_says_what_is_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run python -m tests.letter_grammar --write."
    # What letters kept aside gave the first time is not written anew.
    assert [counts for _, counts, _ in EARLIER] == [(1083, 1066, 1066), (1095, 1040, 1040), (1057, 1031, 1030)]


@pytest.mark.parametrize("place", [0, 90])
def test_a_letter_of_the_grammar_reads_the_same_from_its_pdf(place: int) -> None:
    letter = corpus()[place]
    assert read_in(text_of(pdf(letter.text, LAYOUTS[0]))) == read_in(letter.text)
