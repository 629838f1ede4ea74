"""Set aside the letter in progress of a case that ends some other way."""

from datetime import date

from sil.accounts.models import User

from ..letters.actions import lock, move
from ..letters.policies import letter_row
from ..models import Case, CaseLetter
from ..models.letters import IN_PROGRESS
from ..signing.actions import lapse
from ..states import LetterState


def set_aside_letter(case: Case, *, by: User | None, on: date, reason: str) -> CaseLetter | None:
    """Discard the letter in progress, whatever its state, and return it; a signed one lapses first, so that it is not
    given. The caller holds the lock of the case."""
    found = case.letters.filter(IN_PROGRESS).first()
    if found is None:
        return None
    letter = lock(found)
    if letter.status == LetterState.SIGNED:
        lapse(letter, by=None, on=on, reason=reason)
    elif letter.status == LetterState.PRESENTED:
        move(letter, letter_row(letter, "take_back"), by=by, reason=reason)
    move(letter, letter_row(letter, "discard"), by=by, reason=reason)
    return letter
