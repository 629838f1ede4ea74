"""Letters from Ofsted that were sent in: made-up texts of tests/data, read and kept by the real actions."""

from pathlib import Path

from schools.letters import actions
from schools.models import OfstedLetter, School
from schools.ofsted_letters.letter import Letter
from schools.ofsted_letters.reader import read
from sil.accounts.models import User
from sil.uploads.formats import examine
from tests.conftest import TODAY

TEXTS = Path(__file__).parent.parent / "data" / "ofsted_letters"
NEGATIVE, IMPROVING, WEAK, TO_AUTHORITY = (
    "04-sm-2019-negative-annex",
    "03-ri-2018-qualifier",
    "07-sw-2016-months",
    "36-authority-sums-wrong",
)


def text(stem: str = NEGATIVE, **changes: str) -> str:
    """The words of a letter, with some of them replaced by others."""
    words = (TEXTS / f"{stem}.txt").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in words, old
        words = words.replace(old, new)
    return words


def sent(by: User, stem: str = NEGATIVE, *, school: School | None = None, **changes: str) -> OfstedLetter:
    """A letter that waits to be confirmed."""
    words = text(stem, **changes)
    letter = read(words)
    assert isinstance(letter, Letter)
    document = examine(f"{stem}.txt", words.encode())
    return actions.send_in(document, text=words, letter=letter, school=school, by=by, on=TODAY)


def confirmed(letter: OfstedLetter, school: School, by: User) -> OfstedLetter:
    """A letter that was confirmed as it was read, with a new inspection."""
    form_facts = actions.facts_of(letter.reading)
    values = actions.Confirmed(values=letter.reading, school=school, facts=form_facts)
    return actions.confirm(letter, confirmed=values, by=by, on=TODAY)
