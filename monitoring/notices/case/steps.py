"""The shapes of the steps and the stages of a case: the rows themselves are in `stages`."""

from dataclasses import dataclass

from ..models import CaseEvidence
from ..transitions import GIVES, JUDGES, JUDGES_COMBINED

OFFICERS, GOVERNORS = "officers", "governing body"
# The role that the framework names for the letter in progress.
SIGNATORY = "signatory"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the intervention ladder: its name, and what happens there. `letters`: it is there if the authority has
    one of these kinds, and is called by its names for them; `judges`: it is there if the authority has one of these."""

    name: str
    text: str
    letters: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What is to be done next, and by whom: a role, or OFFICERS, GOVERNORS or SIGNATORY."""

    words: str
    whose: str = OFFICERS
    # What it prepares. Where the authority has other letters than all of these, `otherwise` is said.
    letters: tuple[str, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that can be done next: the words of its button, its page, and the kind of letter prepared there."""

    words: str
    route: str
    letter: str = ""
    # The letter leaves out the steps before it; said otherwise where the authority has none of them.
    early: bool = False
    otherwise: str = ""

    @property
    def transitions(self) -> frozenset[str]:
        """The transitions of a case that it can lead to; empty where it only adds to the record."""
        if self.letter:
            return frozenset({GIVES[self.letter]})
        if self.route == "case_judge":
            return frozenset({*JUDGES.values(), JUDGES_COMBINED})
        return frozenset({"record_discussion"} if self.route == "case_discussion" else ())


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The row of one state. `step` is the one that led to the state, None for an end that is no step of the ladder;
    `next` is None where the case has ended."""

    step: Step | None = None
    next: NextStep | None = None
    # Instead of `next`: while the period of the notice runs, and once there is evidence of the concern.
    while_it_runs: NextStep | None = None
    with_evidence: NextStep | None = None
    # In the order in which they are offered.
    acts: tuple[Act, ...] = ()
    # The evidence without which ADD_EVIDENCE is offered.
    needs: tuple[CaseEvidence.BearsOn, ...] = ()
    # The steps to come, the next one first.
    ahead: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LetterStage:
    """The row of one state of a letter in progress, which comes before everything else on its case."""

    next: NextStep
    acts: tuple[Act, ...]
