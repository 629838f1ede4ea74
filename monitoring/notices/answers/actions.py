"""Record what was answered to a letter about an academy."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.deadlines import actions as deadlines
from sil.uploads.actions import store
from sil.uploads.formats import Document

from ..case.actions import record_event
from ..case.permissions import check_change
from ..letters.actions import lock
from ..models import CaseLetter, LetterAnswer
from ..transitions import ANSWER
from .policies import check_answer, check_answerable, is_everybody_in


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What is recorded of an answer; `party` is blank for somebody to whom the letter is not addressed."""

    party: str
    who: str
    answered_on: date
    text: str


@transaction.atomic
def record_answer(
    letter: CaseLetter, *, answered: Answered, by: User, on: date, document: Document | None = None
) -> LetterAnswer:
    """Record an answer, with its document where there is one. Once everybody to whom the letter is addressed has
    answered, nothing is waited for any more.

    Raises Denied("not_an_officer", "no_answer_asked", "not_given_yet", "not_addressed", "before_the_letter", "not_yet",
    "nobody", "no_words").
    """
    letter = lock(letter, to_write=True)
    check_change(letter.case, by=by, on=on)
    check_answerable(letter)
    answer = LetterAnswer(
        letter=letter,
        party=answered.party,
        who=answered.who.strip(),
        answered_on=answered.answered_on,
        text=answered.text.strip(),
        document=store(document, by=by, on=on) if document else None,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    check_answer(answer, on)
    answer.save(force_insert=True)
    said = {"who": answer.who, "name": letter.name, "day": clock.in_words(answer.answered_on)}
    record_event(letter.case, "case.answer", by=by, **said)
    if is_everybody_in(letter, set(letter.answers.values_list("party", flat=True))):
        deadlines.end(letter, rule=ANSWER, on=answer.answered_on, met=True)
    return answer
