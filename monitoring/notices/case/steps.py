"""The steps of the ladder, and the shapes of the stages of a case: the rows of these are in `stages`."""

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


# The notices of the framework that come before a formal one; what an authority without them goes on with.
EARLIER_NOTICES = ("preformal_notice", "directive_notice")

OPENING = Step(
    name="Concern recorded", text="A concern is recorded with its source, and evidence is added to the case."
)
INVITATION = Step(
    name="Invitation to discuss",
    text="The Director of Education invites the headteacher and the chair of governors by letter. A discussion that "
    "was arranged another way is recorded without one.",
    letters=("discussion_invitation",),
)
DISCUSSION = Step(
    name="Discussion",
    text="The concerns are discussed with the headteacher and the chair, and what was said is recorded. A notice "
    "cannot be given before this.",
)
NOTICE = Step(
    name="Pre-formal or directive notice",
    text="The governing body is told what the concerns are, what it has to do and by when, and what "
    "happens if it does not.",
    letters=EARLIER_NOTICES,
)
IMPROVEMENT = Step(
    name="Improvement judged",
    text="When the compliance period has ended, each required action is judged on the evidence.",
    judges=EARLIER_NOTICES,
)
REMOVAL = Step(
    name="Notice removed",
    text="If improvement is secured, the notice is removed by letter and the case ends.",
    letters=("notice_removed",),
)
FORMAL = Step(
    name="Formal warning notice",
    text="If improvement is not secured, the authority gives a notice under section 60. The governing body sends an "
    "action plan with one of the notices.",
    letters=("formal_notice",),
)
COMPLIANCE = Step(
    name="Compliance judged",
    text="When the compliance period has ended, each required action is judged on the evidence.",
)
LIFTING = Step(
    name="Notice lifted",
    text="If the notice is complied with, it is lifted by letter and the case ends.",
    letters=("formal_lifted",),
)
INTENTION = Step(
    name="Notice that powers are to be used",
    text="If the notice is not complied with, the governing body is told in writing which powers the authority "
    "proposes to use. The school is then eligible for intervention.",
    letters=("intention_notice",),
)
POWER = Step(
    name="Power used",
    text="Each power has its own conditions. Most can be used only for two months after the compliance period.",
)
POWER_ENDED = Step(
    name="Power ended",
    text="Each power that was used ends by a letter that prints its last day. The formal warning notice stays in force "
    "until it is lifted.",
    letters=("power_ended",),
)
IN_CATEGORY = Step(
    name="Eligible because of its category",
    text="An inspection found that the school requires significant improvement or special measures. It is eligible for "
    "intervention without a notice, under section 61 or 62.",
)
CATEGORY_POWER = Step(
    name="Power used",
    text="Each power has its own conditions. Where a school is in a category, there is no last day for using one.",
)
CATEGORY_ENDED = Step(
    name="Power ended",
    text="Each power that was used ends by a letter that prints its last day.",
    letters=("power_ended",),
)
CONSIDERED = Step(
    name="Regional Director told",
    text="The Regional Director and the leadership of the academy are told of the concerns. A discussion "
    "is offered first, but it is not required.",
    letters=("academy_considered",),
)
CONCERNS_WRITTEN = Step(
    name="Concerns set out",
    text="Where a maintained school would be given a notice, the concerns go to the Regional Director and the "
    "leadership of the academy. No notice is given to an academy.",
    letters=("academy_concerns",),
)
NO_IMPROVEMENT = Step(
    name="No improvement reported",
    text="If nothing improves, the authority writes to the Regional Director, with a copy to the leadership.",
    letters=("academy_no_improvement",),
)
IMPROVEMENT_REPORTED = Step(
    name="Improvement reported",
    text="If it improves, the authority writes to the Regional Director and the case ends.",
    letters=("academy_improvement",),
)
