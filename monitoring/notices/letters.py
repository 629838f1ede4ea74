"""What do the letters about a concern say, to whom do they go, and who may read them?"""

from datetime import date

from sil.accounts.models import User
from sil.letters.models import Letter

from .models import CaseLetter
from .policies import Timing


def sign_for(letter: CaseLetter, timing: Timing, *, by: User, signed_as: str, on: date) -> Letter:
    """Sign the letter as it stands, dated for its day. The caller holds a transaction."""
    raise NotImplementedError


def preview(letter: CaseLetter, timing: Timing, *, signatory: tuple[str, str]) -> str:
    """The letter exactly as it would be signed now; nothing is stored."""
    raise NotImplementedError
