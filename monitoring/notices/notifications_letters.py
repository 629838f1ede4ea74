"""Who hears that a letter about a concern was given, or withdrawn?"""

from .models import CaseLetter


def tell_given(letter: CaseLetter) -> None:
    """To each recipient who gets it by e-mail."""
    raise NotImplementedError


def tell_withdrawn(letter: CaseLetter) -> None:
    """To everybody who has it."""
    raise NotImplementedError
