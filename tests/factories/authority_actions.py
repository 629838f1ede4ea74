"""What the authority does about a made-up letter to it, recorded by the real actions."""

from datetime import date
from typing import Any

from schools.letters import actions as letter_actions
from schools.letters.authority_actions import actions
from schools.letters.authority_actions.passages import passages_of
from schools.letters.authority_actions.policies import ActionInput
from schools.models import AuthorityAction, OfstedLetter
from sil.accounts.models import User
from tests.conftest import TODAY

from . import letters

# Two areas for improvement or more, and strengths.
LETTER = "35-authority-2013"
DUE = date(2026, 12, 11)


def letter(by: User) -> OfstedLetter:
    """A letter to the authority that was confirmed as it was read."""
    kept = letters.sent(by, LETTER)
    confirmed = letter_actions.Confirmed(values=kept.reading)
    return letter_actions.confirm(kept, confirmed=confirmed, by=by, on=TODAY)


def said(about: OfstedLetter, place: int = 0, **changes: Any) -> ActionInput:
    """What is entered about a passage of a letter: areas come first. A name owns it unless `owner` does."""
    passage = passages_of(about.held)[place]
    typed: dict[str, Any] = {
        "kind": passage.kind,
        "passage": passage.words,
        "text": "Visit each school once a term.",
        "owner": None,
        "owner_name": "" if changes.get("owner") else "Tess Fictional",
        "due_on": DUE,
    }
    return ActionInput(**typed | changes)


def added(about: OfstedLetter, by: User, place: int = 0, **changes: Any) -> AuthorityAction:
    return actions.add(about, said(about, place, **changes), by=by, on=TODAY)
