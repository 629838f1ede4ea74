"""Policies of what a school sends in after a notice: until when can it, what does it lack, what waits for an answer?

Evidence: while the compliance period runs. Representations: until the day that the notice of the powers prints
(Education and Inspections Act 2006, section 60(1)(d)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sil.clock import in_words
from sil.web.forms import LONGEST
from sil.workflow import Denied

from ..models import RequiredAction, Statement, StatementEntry
from ..states import FORMAL_IN_FORCE, LetterState

# What belongs to no required action.
NOTE = "note"


@dataclass(frozen=True)
class Wrong:
    """What keeps something from being sent: the sentence, and the control where it is put right."""

    words: str
    control: str


def check_in_force(statement: Statement) -> None:
    """Raises Denied("not_in_force") where nothing can be sent about a notice any more."""
    notice, case = statement.notice, statement.notice.case
    if statement.is_evidence:
        stands = case.notice_to_answer() == notice
    else:
        stands = notice.status == LetterState.GIVEN and case.status in FORMAL_IN_FORCE
    if not stands:
        raise Denied("not_in_force", "This notice is no longer in force, so nothing more can be sent about it.")


def check_open(statement: Statement, on: date) -> None:
    """Raises Denied("not_in_force"), and Denied("closed") from the day after the last one for it."""
    check_in_force(statement)
    closes = statement.closes_on
    if closes is None or on > closes:
        what = "The compliance period of the notice ended" if statement.is_evidence else "Representations could be made"
        day = f"{'on' if statement.is_evidence else 'until'} {in_words(closes)}" if closes else "earlier"
        owner = statement.notice.case.owner
        raise Denied("closed", f"{what} {day}. If you still have something to send, send it to {owner.email}.")


def check_received_on(statement: Statement, received_on: date, on: date) -> None:
    """Raises Denied("not_yet", "before_the_notice")."""
    given = statement.notice.given_on
    if received_on > on:
        raise Denied("not_yet", "Record this on or after the day on which it arrived.")
    if given and received_on < given:
        raise Denied("before_the_notice", f"The notice was given on {in_words(given)}. It cannot have arrived before.")


def wrong(texts: Mapping[str, str], actions: Sequence[RequiredAction], *, has_document: bool) -> list[Wrong]:
    """Return what has to be put right before something is sent. It can leave out any of the required actions."""
    found = [
        Wrong(f"Required action {number}: shorten what you wrote", f"id_text-{action.pk}")
        for number, action in enumerate(actions, 1)
        if len(texts.get(str(action.pk), "").strip()) > LONGEST
    ]
    if len(texts.get(NOTE, "").strip()) > LONGEST:
        found.append(Wrong("Shorten what you wrote", f"id_text-{NOTE}"))
    if not has_document and not any(text.strip() for text in texts.values()):
        first = actions[0].pk if actions else NOTE
        found.append(Wrong("Write something, or attach a document", f"id_text-{first}"))
    return found


def check_answerable(entry: StatementEntry) -> None:
    """Raises Denied("no_answer_due") for evidence, which is judged and not answered."""
    if entry.statement.is_evidence:
        raise Denied("no_answer_due", "Evidence is judged with the required action and not answered.")
