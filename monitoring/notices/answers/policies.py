"""Policies of answers: can one be recorded for a letter, and is everybody's in?"""

from datetime import date

from sil.clock import in_words
from sil.workflow import Denied

from ..models import CaseLetter, LetterAnswer
from ..states import LetterState


def check_answerable(letter: CaseLetter) -> None:
    """Raises Denied("no_answer_asked", "not_given_yet")."""
    if not letter.kind_of.answered:
        raise Denied("no_answer_asked", "This letter asks for no answer. Add what was written to the evidence instead.")
    if letter.status != LetterState.GIVEN:
        raise Denied("not_given_yet", "The letter has not been given, or has been withdrawn.")


def check_answer(answer: LetterAnswer, on: date) -> None:
    """Raises Denied("not_addressed", "before_the_letter", "not_yet", "nobody", "no_words")."""
    letter = answer.letter
    if answer.party and answer.party not in letter.step.to:
        raise Denied("not_addressed", "Select one of those to whom the letter is addressed, or somebody else.")
    assert letter.letter is not None, "it was given"
    if answer.answered_on < letter.letter.dated:
        raise Denied(
            "before_the_letter", f"The letter is dated {in_words(letter.letter.dated)}: no answer came before."
        )
    if answer.answered_on > on:
        raise Denied("not_yet", f"{in_words(answer.answered_on)} is still to come. Record the answer once it is there.")
    if not answer.who:
        raise Denied("nobody", "Say who answered.")
    if not answer.text and answer.document is None:
        raise Denied("no_words", "Say what the answer is, or attach it.")


def is_everybody_in(letter: CaseLetter, answered: set[str]) -> bool:
    """Whether each party that a letter is addressed to has answered."""
    return set(letter.step.to) <= answered
