"""States of allocations and rounds, with their words for officers and for schools."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from sil.framework.schema import Framework
from sil.workflow import NextStep


class State(models.TextChoices):
    IDENTIFIED = "identified", "To be proposed"
    IN_MODERATION = "in_moderation", "Being checked before it is proposed"
    PROPOSED = "proposed", "Waiting for the headteacher"
    WITH_OFFICER = "with_officer", "Disputed, first decision"
    DECIDED = "decided", "Decided, waiting for the headteacher"
    WITH_DIRECTOR = "with_director", "Referred, last decision"
    AGREED = "agreed", "Agreed"
    CONFIRMED = "confirmed", "Confirmed without an answer"
    DETERMINED = "determined", "Determined"
    BROUGHT_IN = "brought_in", "Brought in from before"
    WITHDRAWN = "withdrawn", "Not needed"


class RoundState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Party(models.TextChoices):
    """Who takes a position on a school's band. The values are slugs of roles, but for the school and for what is still
    to be checked."""

    SIP = "sip", "Partner"
    # What a partner sends to be checked, before the school reads anything.
    UNCHECKED = "unchecked", "Before it is checked"
    SCHOOL = "school", "School"
    OFFICER = "principal_officer", "First decision"
    DIRECTOR = "director_of_education", "Last decision"


@dataclass(frozen=True)
class Words:
    """How a state reads: to officers, to the school, and the colour of its tag. The names in braces
    are roles, which every authority calls its own way."""

    officer: str
    school: str
    colour: str


WORDS = {
    State.IDENTIFIED: Words("To be proposed", "Being prepared", "grey"),
    State.IN_MODERATION: Words("With the {principal_officer}, to be checked", "Being prepared", "yellow"),
    State.PROPOSED: Words("Waiting for the {headteacher}", "Waiting for your answer", "yellow"),
    State.WITH_OFFICER: Words("With the {principal_officer}", "With the {principal_officer}", "orange"),
    State.DECIDED: Words("Decided, waiting for the {headteacher}", "Decided, waiting for your answer", "yellow"),
    State.WITH_DIRECTOR: Words("With the {director_of_education}", "With the {director_of_education}", "orange"),
    State.AGREED: Words("Agreed", "Agreed", "green"),
    State.CONFIRMED: Words("Confirmed without an answer", "Confirmed without an answer", "blue"),
    State.DETERMINED: Words("Determined", "Determined", "blue"),
    # Of a year before this service was used: nobody agreed or decided it here.
    State.BROUGHT_IN: Words("Brought in from before", "From before this service", "grey"),
    State.WITHDRAWN: Words("Not needed", "Not needed", "grey"),
}


# What comes next in a state; {allocation} is its name.
NEXT = {
    State.IDENTIFIED: NextStep("propose the {allocation}", "Propose"),
    State.IN_MODERATION: NextStep("check the proposed {allocation} before the school reads it", "Check"),
    State.PROPOSED: NextStep("answer the proposed {allocation}", "Read and answer"),
    State.WITH_OFFICER: NextStep("decide on the disagreement about the {allocation}", "Read both cases"),
    State.DECIDED: NextStep("accept or refer the decision on the {allocation}", "Read the decision"),
    State.WITH_DIRECTOR: NextStep("determine the {allocation}", "Read every case"),
}

# Every state belongs to exactly one of these.
AWAITING_SIP = frozenset({State.IDENTIFIED})
AWAITING_MODERATOR = frozenset({State.IN_MODERATION})
AWAITING_SCHOOL = frozenset({State.PROPOSED, State.DECIDED})
AWAITING_OFFICER = frozenset({State.WITH_OFFICER})
AWAITING_DIRECTOR = frozenset({State.WITH_DIRECTOR})
HOLDING = frozenset({State.AGREED, State.CONFIRMED, State.DETERMINED, State.BROUGHT_IN})
SET_ASIDE = frozenset({State.WITHDRAWN})

ENDED = HOLDING | SET_ASIDE
OPEN = frozenset(State) - ENDED
IN_DISPUTE = AWAITING_OFFICER | AWAITING_DIRECTOR

# What the headteacher does not read yet.
IN_PREPARATION = AWAITING_SIP | AWAITING_MODERATOR
# The headteacher reads nothing before it is proposed; the chair and clerk nothing before its end.
SHOWN_TO_LEADS = AWAITING_SCHOOL | IN_DISPUTE | HOLDING
SHOWN_TO_GOVERNANCE = HOLDING


def states_to_list(numbers: Mapping[str, int]) -> list[State]:
    """Return the states whose numbers a page lists. Most frameworks do not ask that proposals are checked, so that
    state is among them only where there is one."""
    return [state for state in State if state not in AWAITING_MODERATOR or numbers.get(state)]


def in_words(state: str, framework: Framework, *, to_school: bool = False) -> str:
    """How a state reads under a framework: to the school, or to officers."""
    words = WORDS[State(state)]
    roles = ("headteacher", Party.OFFICER.value, Party.DIRECTOR.value)
    return (words.school if to_school else words.officer).format_map({role: framework.title(role) for role in roles})
