"""Which steps has a case behind it, which is now and whose turn is it, which are to come?

The steps of each branch are rows of data; where a case stands is read from the events that changed its
state, so that a step taken back is behind it no longer. What a person can do next is in `next_acts`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.audit import events
from sil.audit.models import Event
from sil.clock import in_london
from sil.framework.intervention import Step as LetterStep

from ..kinds import KINDS
from ..models import Case, CaseLetter
from ..states import ENDED, Branch, CaseState, LetterState
from ..transitions import GIVES
from .conversion import is_changed

_C = CaseState
OFFICERS, GOVERNORS, DIRECTOR = "officers", "governing body", "director"


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A step of the ladder: what it is called, what happens there, and the states that it leads to."""

    slug: str
    name: str
    text: str
    leads_to: tuple[CaseState, ...]


_OPENING = Rung(
    slug="concern",
    name="Concern recorded",
    text="A concern is recorded with its source, and evidence is added to the case.",
    leads_to=(_C.OPENED,),
)
_INVITATION = Rung(
    slug="invitation",
    name="Invitation to discuss",
    text="The Director of Education invites the headteacher and the chair of governors by letter. A discussion that "
    "was arranged another way is recorded without one.",
    leads_to=(_C.INVITED,),
)
_DISCUSSION = Rung(
    slug="discussion",
    name="Discussion",
    text="The concerns are discussed with the headteacher and the chair, and what was said is recorded. A notice "
    "cannot be given before this.",
    leads_to=(_C.DISCUSSED,),
)
_RUNGS: dict[Branch, tuple[Rung, ...]] = {
    Branch.MAINTAINED: (
        _OPENING,
        _INVITATION,
        _DISCUSSION,
        Rung(
            slug="notice",
            name="Pre-formal or directive notice",
            text="The governing body is told what the concerns are, what it has to do and by when, and what "
            "happens if it does not.",
            leads_to=(_C.PREFORMAL,),
        ),
        Rung(
            slug="improvement",
            name="Improvement judged",
            text="When the compliance period has ended, each required action is judged on the evidence.",
            leads_to=(_C.SECURED, _C.NOT_SECURED),
        ),
        Rung(
            slug="removal",
            name="Notice removed",
            text="If improvement is secured, the notice is removed by letter and the case ends.",
            leads_to=(_C.REMOVED,),
        ),
        Rung(
            slug="formal",
            name="Formal warning notice",
            text="If improvement is not secured, the authority gives a notice under section 60 and the governing "
            "body sends an action plan.",
            leads_to=(_C.FORMAL,),
        ),
        Rung(
            slug="compliance",
            name="Compliance judged",
            text="When the compliance period has ended, each required action is judged on the evidence.",
            leads_to=(_C.COMPLIED, _C.NOT_COMPLIED),
        ),
        Rung(
            slug="lifting",
            name="Notice lifted",
            text="If the notice is complied with, it is lifted by letter and the case ends.",
            leads_to=(_C.LIFTED,),
        ),
        Rung(
            slug="intention",
            name="Notice of proposed use of powers",
            text="If the notice is not complied with, the governing body is told in writing which powers the authority "
            "proposes to use. The school is then eligible for intervention.",
            leads_to=(_C.ELIGIBLE,),
        ),
        Rung(
            slug="power",
            name="Power used",
            text="Each power has its own conditions. Most can be used only for two months after the compliance period.",
            leads_to=(_C.POWERS_USED,),
        ),
    ),
    Branch.ACADEMY: (
        _OPENING,
        _INVITATION,
        _DISCUSSION,
        Rung(
            slug="considered",
            name="Regional Director told",
            text="The Regional Director and the leadership of the academy are told of the concerns. A discussion "
            "is offered first, but it is not required.",
            leads_to=(_C.CONSIDERED,),
        ),
        Rung(
            slug="concerns",
            name="Concerns set out",
            text="Where a maintained school would be given a notice, the concerns go to the Regional Director and the "
            "leadership of the academy. No notice is given to an academy.",
            leads_to=(_C.CONCERNS_WRITTEN,),
        ),
        Rung(
            slug="no_improvement",
            name="No improvement reported",
            text="If nothing improves, the authority writes to the Regional Director, with a copy to the leadership.",
            leads_to=(_C.NOT_IMPROVED,),
        ),
        Rung(
            slug="improvement_letter",
            name="Improvement reported",
            text="If it improves, the authority writes to the Regional Director and the case ends.",
            leads_to=(_C.IMPROVED,),
        ),
    ),
}
RUNGS = {branch: {rung.slug: rung for rung in rungs} for branch, rungs in _RUNGS.items()}
_RUNG_OF = {branch: {state: rung for rung in rungs for state in rung.leads_to} for branch, rungs in _RUNGS.items()}

# What is to come from a state, the next step first.
_UP_TO_A_NOTICE = ("notice", "improvement", "removal")
AHEAD: dict[Branch, dict[str, tuple[str, ...]]] = {
    Branch.MAINTAINED: {
        _C.OPENED: ("invitation", "discussion", *_UP_TO_A_NOTICE),
        _C.INVITED: ("discussion", *_UP_TO_A_NOTICE),
        _C.DISCUSSED: _UP_TO_A_NOTICE,
        _C.PREFORMAL: ("improvement", "removal"),
        _C.SECURED: ("removal",),
        _C.NOT_SECURED: ("formal", "compliance", "lifting"),
        _C.FORMAL: ("compliance", "lifting"),
        _C.COMPLIED: ("lifting",),
        _C.NOT_COMPLIED: ("intention", "power"),
        _C.ELIGIBLE: ("power", "compliance", "lifting"),
        _C.POWERS_USED: ("compliance", "lifting"),
    },
    Branch.ACADEMY: {
        _C.OPENED: ("considered", "concerns", "improvement_letter"),
        _C.INVITED: ("discussion", "considered", "concerns", "improvement_letter"),
        _C.DISCUSSED: ("considered", "concerns", "improvement_letter"),
        _C.CONSIDERED: ("concerns", "improvement_letter"),
        _C.CONCERNS_WRITTEN: ("improvement_letter",),
        _C.NOT_IMPROVED: ("improvement_letter",),
    },
}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Whose turn it is, as a role or "officers" or "governing body", and what is to be done."""

    whose: str
    words: str


# While a period runs the governing body acts; what officers do after it stands in the other table.
_WHILE_IT_RUNS: dict[str, Turn] = {
    _C.PREFORMAL: Turn(whose=GOVERNORS, words="Do what the notice requires"),
    _C.FORMAL: Turn(whose=GOVERNORS, words="Send the action plan and do what the notice requires"),
}
_BEFORE_A_NOTICE: dict[str, Turn] = {
    _C.OPENED: Turn(whose=OFFICERS, words="Add evidence to the case and prepare the invitation to discuss it"),
    _C.INVITED: Turn(whose=OFFICERS, words="Record the discussion once it has been held"),
}
# A case that has its evidence asks for the letter alone.
_WITH_EVIDENCE: dict[Branch, Turn] = {
    Branch.MAINTAINED: Turn(whose=OFFICERS, words="Prepare the invitation to discuss the concern"),
    Branch.ACADEMY: Turn(whose=OFFICERS, words="Write to the Regional Director"),
}
TURNS: dict[Branch, dict[str, Turn]] = {
    Branch.MAINTAINED: {
        **_BEFORE_A_NOTICE,
        _C.DISCUSSED: Turn(whose=OFFICERS, words="Prepare a pre-formal or directive notice, or close the case"),
        _C.PREFORMAL: Turn(whose=OFFICERS, words="Judge whether improvement is secured"),
        _C.SECURED: Turn(whose=OFFICERS, words="Prepare the letter that removes the notice"),
        _C.NOT_SECURED: Turn(whose=OFFICERS, words="Prepare the formal warning notice"),
        _C.FORMAL: Turn(whose=OFFICERS, words="Judge whether the notice was complied with"),
        _C.COMPLIED: Turn(whose=OFFICERS, words="Prepare the letter that lifts the notice"),
        _C.NOT_COMPLIED: Turn(whose=OFFICERS, words="Prepare the notice of proposed use of powers"),
        _C.ELIGIBLE: Turn(whose=OFFICERS, words="Prepare the notice of the power that is used"),
        _C.POWERS_USED: Turn(whose=OFFICERS, words="Judge whether the notice has now been complied with"),
    },
    Branch.ACADEMY: {
        **_BEFORE_A_NOTICE,
        _C.OPENED: Turn(whose=OFFICERS, words="Add evidence to the case and write to the Regional Director"),
        _C.DISCUSSED: Turn(whose=OFFICERS, words="Write to the Regional Director, or close the case"),
        _C.CONSIDERED: Turn(whose=OFFICERS, words="Set out the concerns by letter, or close the case"),
        _C.CONCERNS_WRITTEN: Turn(whose=OFFICERS, words="Check for improvement and write to the Regional Director"),
        _C.NOT_IMPROVED: Turn(whose=OFFICERS, words="Write to the Regional Director if there is improvement"),
    },
}
# A letter under way comes before all of that. "signatory" is the role that the framework names for the letter.
SIGNATORY = "signatory"
LETTER_TURNS: dict[str, Turn] = {
    LetterState.DRAFTED: Turn(whose=OFFICERS, words="Finish the letter and present it for signature: {letter}"),
    LetterState.RETURNED: Turn(whose=OFFICERS, words="Change the letter that was returned with comments: {letter}"),
    LetterState.LAPSED: Turn(whose=OFFICERS, words="Date and present the letter again, or discard it: {letter}"),
    LetterState.PRESENTED: Turn(whose=SIGNATORY, words="Read and sign, or return: {letter}"),
    LetterState.SIGNED: Turn(whose=OFFICERS, words="Make sure that the letter is given on its date: {letter}"),
}
CONVERT = Turn(whose=OFFICERS, words="Close the case at conversion, and continue with the academy's case")
GONE = Turn(whose=OFFICERS, words="The school has closed: continue with the academy's case, or close this one")


def turn(case: Any, on: date) -> Turn | None:
    """Whose turn it is on a case that `queries.with_next` found, and for what; None where it has ended. No query."""
    if not case.is_open:
        return None
    if is_changed(case):
        return GONE if not case.school.is_open else CONVERT
    if case.letter_status:
        found = LETTER_TURNS[case.letter_status]
        whose = _step(case, case.letter_kind).signed_by if found.whose == SIGNATORY else found.whose
        return Turn(whose=whose, words=found.words.format(letter=KINDS[case.letter_kind].name))
    if case.due_on and case.due_on >= on and case.status in _WHILE_IT_RUNS:
        return _WHILE_IT_RUNS[case.status]
    if case.status == _C.OPENED and case.has_concern:
        return _WITH_EVIDENCE[Branch(case.branch)]
    return TURNS[Branch(case.branch)][case.status]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step as it is drawn: done, now or to come. `letter` is the one by which it was taken."""

    place: int
    name: str
    state: str  # "done", "now" or "next"
    text: str
    on: date | None = None
    by: str = ""
    why: str = ""
    letter: CaseLetter | None = None

    @property
    def href(self) -> str:
        """Where its letter is read; blank where there is none."""
        return self.letter.get_absolute_url() if self.letter else ""

    @property
    def state_words(self) -> str:
        return {"done": "Done", "now": "Now", "next": "To come"}[self.state]


def steps(case: Case, happened: Iterable[Event], letters: Sequence[CaseLetter]) -> list[Step]:
    """The ladder of a case: what is behind it by its events, what is now, what is to come. No query."""
    branch = Branch(case.branch)
    found: list[Step] = []
    for state, event in _trail(case, happened):
        rung = _RUNG_OF[branch].get(CaseState(state))
        found.append(
            Step(
                place=len(found) + 1,
                name=rung.name if rung else str(CaseState(state).label),
                state="done",
                text=events.sentence(event),
                on=in_london(event.at),
                by=event.actor_name,
                why=event.reason,
                letter=_letter_of(event, letters),
            )
        )
    for place, slug in enumerate(AHEAD[branch].get(case.status, ()) if case.is_open else ()):
        rung = RUNGS[branch][slug]
        state = "next" if place else "now"
        found.append(Step(place=len(found) + 1, name=rung.name, state=state, text=rung.text))
    return found


def _trail(case: Case, happened: Iterable[Event]) -> list[tuple[str, Event]]:
    """The states that a case came through and by which event, without those that were taken back: a
    withdrawal leads back to an earlier state, and a step that is taken again replaces itself."""
    rung_of = _RUNG_OF[Branch(case.branch)]
    trail: list[tuple[str, Event]] = []
    for event in sorted(_of(case, happened), key=lambda each: (each.at, each.pk)):
        state = str(event.data.get("status", [None, CaseState.OPENED])[1])
        if event.kind.startswith("case.withdraw_"):
            while trail and trail[-1][0] != state:
                trail.pop()
            continue
        if trail and rung_of.get(CaseState(trail[-1][0])) is rung_of.get(CaseState(state)) is not None:
            trail.pop()
        trail.append((state, event))
    return trail


def _of(case: Case, happened: Iterable[Event]) -> Iterable[Event]:
    """Of everything that happened, what changed the state of the case."""
    table = case._meta.db_table
    mine = (each for each in happened if each.subject_table == table)
    return (each for each in mine if each.kind == "case.opened" or "status" in each.data)


def _letter_of(event: Event, letters: Sequence[CaseLetter]) -> CaseLetter | None:
    """The letter whose being given is an event: of those that do this, the last that was given by then."""
    act, day = event.kind.removeprefix("case."), in_london(event.at)
    given = [each for each in letters if GIVES[each.kind] == act and each.given_on]
    by_then = [each for each in given if each.letter is not None and each.letter.dated <= day]
    return by_then[-1] if by_then else None


def _step(case: Case, kind: str) -> LetterStep:
    rules = case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    return rules.step(kind)


def whose_in_words(case: Case, turn: Turn) -> str:
    """Whose turn it is, as a reader knows them."""
    if turn.whose == OFFICERS:
        return f"{case.owner.name} (case owner) or another officer"
    return "the governing body" if turn.whose == GOVERNORS else f"the {case.framework.title(turn.whose)}"


def next_step(case: Any, on: date) -> str:
    """What is to be done next, as a list says it: with whose turn it is, where it is not the officers'."""
    now = turn(case, on)
    if now is None:
        return ""
    return now.words if now.whose == OFFICERS else f"{now.words} ({whose_in_words(case, now)})"


def stages() -> Mapping[str, str]:
    """The states of open cases with their words, to filter by."""
    return {state.value: str(state.label) for state in CaseState if state not in ENDED}
