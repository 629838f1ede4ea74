"""Transitions of a letter from Ofsted from one status to the next."""

from sil.workflow import Transition

from ..models import OfstedLetter

_S = OfstedLetter.Status


def _row(action: str, source: str, target: str) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder="record keeper",
        event=f"ofsted_letter.{'taken_up' if target == _S.READ else target}",
        rule="A local rule: nothing that a program read is on record before a person has confirmed it",
    )


ROWS = (
    _row("confirm", _S.READ, _S.CONFIRMED),
    _row("set_aside", _S.READ, _S.SET_ASIDE),
    _row("take_up", _S.SET_ASIDE, _S.READ),
)
EVENTS = {
    "ofsted_letter.sent_in": "Letter from Ofsted uploaded, waiting to be confirmed: {file}",
    "ofsted_letter.confirmed": "Letter from Ofsted of {day} confirmed: {what}",
    "ofsted_letter.set_aside": "Letter from Ofsted set aside: {file}",
    "ofsted_letter.taken_up": "Letter from Ofsted reopened: {file}",
}
