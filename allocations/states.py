"""Which states can an allocation and a round have, and how does each read to whom?"""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    IDENTIFIED = "identified", "To be proposed"
    PROPOSED = "proposed", "Waiting for the headteacher"
    AGREED = "agreed", "Agreed"


class RoundState(models.TextChoices):
    OPEN = "open", "Open"


@dataclass(frozen=True)
class Words:
    """How a state reads: to officers, to the school, and the colour of its tag."""

    officer: str
    school: str
    colour: str


WORDS = {
    State.IDENTIFIED: Words("To be proposed", "Being prepared", "grey"),
    State.PROPOSED: Words("Waiting for the headteacher", "Waiting for your answer", "yellow"),
    State.AGREED: Words("Agreed", "Agreed", "green"),
}

# Every state belongs to exactly one of these.
AWAITING_OFFICER = frozenset({State.IDENTIFIED})
AWAITING_SCHOOL = frozenset({State.PROPOSED})
ENDED = frozenset({State.AGREED})

# The headteacher reads nothing before it is proposed; the chair and clerk nothing before its end.
SHOWN_TO_LEADS = AWAITING_SCHOOL | ENDED
SHOWN_TO_GOVERNANCE = ENDED
