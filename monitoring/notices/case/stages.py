"""What comes next in a case: for each branch and state the step, whose turn it is, what can be done, what is ahead.

STAGES has one row for each branch and state, LETTER_STAGES one for each state of a letter in progress. The page of
a case, the lists and the work lists read these rows; which person may do what is in the permissions.
Source: the framework, Intervention; Education and Inspections Act 2006, sections 60 to 66.
"""

from collections.abc import Mapping
from datetime import date

from ..kinds import name_of_kind
from ..models import Case, CaseEvidence
from ..states import ENDED, Branch, CaseState, LetterState, name_of_state
from . import steps as ladder
from .conversion import is_changed
from .fitted import fitted
from .queries import CaseWithNext
from .steps import GOVERNORS, OFFICERS, SIGNATORY, Act, LetterStage, NextStep, Stage

_C, _L = CaseState, LetterState
_WITHOUT_PLAN = "Do what the notice requires"
_WITH_PLAN = "Send the action plan and do what the notice requires"
_CONCERN, _INABILITY = CaseEvidence.BearsOn.CONCERN, CaseEvidence.BearsOn.INABILITY


def _prepare(words: str, letter: str) -> Act:
    return Act(words=words, route="case_letter_prepare", letter=letter)


ADD_EVIDENCE = Act(words="Add evidence from the school's record", route="case_pick")
_RECORD = Act(words="Record the discussion", route="case_discussion")
_RECORD_AGAIN = Act(words="Record the discussion again", route="case_discussion")
_JUDGE = Act(words="Judge what has been done", route="case_judge")
_JUDGE_AGAIN = Act(words="Judge again what has been done", route="case_judge")
_INVITE = _prepare("Invite to discuss", "discussion_invitation")
_USE_POWER = _prepare("Prepare the notice of the use of a power", "power_used")
_END_POWER = _prepare("Prepare the letter that ends a power", "power_ended")
_NOTIFY = _prepare("Notify the Secretary of State of a power by letter", "state_notified")
_MORE_POWERS = _prepare("Name further powers in another notice", "intention_notice")
_URGENT = Act(
    words="Prepare a formal warning notice because safety is threatened",
    route="case_letter_prepare",
    letter="formal_notice",
    early=True,
    otherwise="Prepare the formal warning notice",
)
_TELL = _prepare("Write to the Regional Director", "academy_considered")
_REPORTS = (
    _prepare("Report the improvement", "academy_improvement"),
    _prepare("Report that nothing has improved", "academy_no_improvement"),
)
_UP_TO_A_NOTICE = (ladder.NOTICE, ladder.IMPROVEMENT, ladder.REMOVAL)
_HELD = NextStep(words="Record the discussion once it has been held")

STAGES: Mapping[Branch, Mapping[CaseState, Stage]] = {
    Branch.MAINTAINED: {
        _C.OPENED: Stage(
            step=ladder.OPENING,
            next=NextStep(
                words="Add evidence to the case and prepare the invitation to discuss it",
                letters=("discussion_invitation",),
                otherwise="Add evidence to the case and discuss it with the school",
            ),
            with_evidence=NextStep(
                words="Prepare the invitation to discuss the concern",
                letters=("discussion_invitation",),
                otherwise="Discuss the concern with the school",
            ),
            acts=(
                ADD_EVIDENCE,
                _prepare("Prepare the invitation to discuss", "discussion_invitation"),
                _RECORD,
                _URGENT,
            ),
            needs=(_CONCERN,),
            ahead=(ladder.INVITATION, ladder.DISCUSSION, *_UP_TO_A_NOTICE),
        ),
        _C.INVITED: Stage(
            step=ladder.INVITATION,
            next=_HELD,
            acts=(_RECORD, ADD_EVIDENCE, _INVITE, _URGENT),
            needs=(_CONCERN,),
            ahead=(ladder.DISCUSSION, *_UP_TO_A_NOTICE),
        ),
        _C.DISCUSSED: Stage(
            step=ladder.DISCUSSION,
            next=NextStep(
                words="Prepare a pre-formal or directive notice, or close the case",
                letters=ladder.EARLIER_NOTICES,
                otherwise="Prepare the next notice, or close the case",
            ),
            acts=(
                ADD_EVIDENCE,
                _prepare("Prepare a pre-formal warning notice", "preformal_notice"),
                _prepare("Prepare a directive notice about one aspect", "directive_notice"),
                _RECORD_AGAIN,
                _INVITE,
                _URGENT,
            ),
            needs=(_CONCERN, _INABILITY),
            ahead=_UP_TO_A_NOTICE,
        ),
        _C.PREFORMAL: Stage(
            step=ladder.NOTICE,
            next=NextStep(words="Judge whether improvement is secured"),
            while_it_runs=NextStep(whose=GOVERNORS, words=_WITHOUT_PLAN),
            acts=(_JUDGE, _URGENT),
            ahead=(ladder.IMPROVEMENT, ladder.REMOVAL),
        ),
        _C.SECURED: Stage(
            step=ladder.IMPROVEMENT,
            next=NextStep(words="Prepare the letter that removes the notice"),
            acts=(_prepare("Prepare the letter that removes the notice", "notice_removed"), _JUDGE_AGAIN),
            ahead=(ladder.REMOVAL,),
        ),
        _C.NOT_SECURED: Stage(
            step=ladder.IMPROVEMENT,
            next=NextStep(words="Prepare the formal warning notice"),
            acts=(_prepare("Prepare the formal warning notice", "formal_notice"), _JUDGE_AGAIN),
            ahead=(ladder.FORMAL, ladder.COMPLIANCE, ladder.LIFTING),
        ),
        _C.FORMAL: Stage(
            step=ladder.FORMAL,
            next=NextStep(words="Judge whether the notice was complied with"),
            while_it_runs=NextStep(whose=GOVERNORS, words=_WITH_PLAN),
            acts=(_JUDGE,),
            ahead=(ladder.COMPLIANCE, ladder.LIFTING),
        ),
        _C.COMPLIED: Stage(
            step=ladder.COMPLIANCE,
            next=NextStep(words="Prepare the letter that lifts the notice"),
            acts=(_prepare("Prepare the letter that lifts the notice", "formal_lifted"), _JUDGE_AGAIN, _END_POWER),
            ahead=(ladder.LIFTING,),
        ),
        _C.NOT_COMPLIED: Stage(
            step=ladder.COMPLIANCE,
            next=NextStep(words="Prepare the notice that powers are to be used"),
            acts=(
                _prepare("Prepare the notice that powers are to be used", "intention_notice"),
                _JUDGE_AGAIN,
                _NOTIFY,
                _END_POWER,
            ),
            ahead=(ladder.INTENTION, ladder.POWER),
        ),
        _C.ELIGIBLE: Stage(
            step=ladder.INTENTION,
            next=NextStep(words="Prepare the notice of the power that is used"),
            acts=(_USE_POWER, _NOTIFY, _MORE_POWERS, _JUDGE_AGAIN, _END_POWER),
            ahead=(ladder.POWER, ladder.COMPLIANCE, ladder.LIFTING),
        ),
        _C.POWERS_USED: Stage(
            step=ladder.POWER,
            next=NextStep(words="Judge whether the notice has now been complied with"),
            acts=(_JUDGE_AGAIN, _END_POWER, _USE_POWER, _NOTIFY),
            ahead=(ladder.POWER_ENDED, ladder.COMPLIANCE, ladder.LIFTING),
        ),
        _C.POWERS_ENDED: Stage(
            step=ladder.POWER_ENDED,
            next=NextStep(words="Judge whether the notice has now been complied with"),
            acts=(_JUDGE_AGAIN, _USE_POWER, _NOTIFY, _MORE_POWERS),
            ahead=(ladder.COMPLIANCE, ladder.LIFTING),
        ),
        _C.IN_CATEGORY: Stage(
            step=ladder.IN_CATEGORY,
            next=NextStep(words="Prepare the notice of the power that is used, or close the case"),
            acts=(_USE_POWER, _NOTIFY, ADD_EVIDENCE),
            needs=(_CONCERN,),
            ahead=(ladder.CATEGORY_POWER,),
        ),
        _C.CATEGORY_POWER: Stage(
            step=ladder.CATEGORY_POWER,
            next=NextStep(words="End the power and close the case when the school is out of the category"),
            acts=(_END_POWER, _USE_POWER, _NOTIFY),
            ahead=(ladder.CATEGORY_ENDED,),
        ),
        _C.CATEGORY_ENDED: Stage(
            step=ladder.CATEGORY_ENDED,
            next=NextStep(words="Close the case when the school is out of the category, or use another power"),
            acts=(_USE_POWER, _NOTIFY),
            ahead=(ladder.CATEGORY_POWER,),
        ),
        _C.REMOVED: Stage(step=ladder.REMOVAL),
        _C.LIFTED: Stage(step=ladder.LIFTING),
        _C.CONVERTED: Stage(),
        _C.SUPERSEDED: Stage(),
        _C.CLOSED: Stage(),
    },
    Branch.ACADEMY: {
        _C.OPENED: Stage(
            step=ladder.OPENING,
            next=NextStep(words="Add evidence to the case and write to the Regional Director"),
            with_evidence=NextStep(words="Write to the Regional Director"),
            acts=(ADD_EVIDENCE, _TELL, _RECORD, _INVITE),
            needs=(_CONCERN,),
            ahead=(ladder.CONSIDERED, ladder.CONCERNS_WRITTEN, ladder.IMPROVEMENT_REPORTED),
        ),
        _C.INVITED: Stage(
            step=ladder.INVITATION,
            next=_HELD,
            acts=(_RECORD, ADD_EVIDENCE, _TELL, _INVITE),
            needs=(_CONCERN,),
            ahead=(ladder.DISCUSSION, ladder.CONSIDERED, ladder.CONCERNS_WRITTEN, ladder.IMPROVEMENT_REPORTED),
        ),
        _C.DISCUSSED: Stage(
            step=ladder.DISCUSSION,
            next=NextStep(words="Write to the Regional Director, or close the case"),
            acts=(ADD_EVIDENCE, _TELL, _RECORD_AGAIN, _INVITE),
            needs=(_CONCERN,),
            ahead=(ladder.CONSIDERED, ladder.CONCERNS_WRITTEN, ladder.IMPROVEMENT_REPORTED),
        ),
        _C.CONSIDERED: Stage(
            step=ladder.CONSIDERED,
            next=NextStep(words="Set out the concerns by letter, or close the case"),
            acts=(
                _prepare("Set out the concerns by letter", "academy_concerns"),
                Act(words="Record a discussion", route="case_discussion"),
                _INVITE,
                _prepare("Write to the Regional Director again", "academy_considered"),
            ),
            ahead=(ladder.CONCERNS_WRITTEN, ladder.IMPROVEMENT_REPORTED),
        ),
        _C.CONCERNS_WRITTEN: Stage(
            step=ladder.CONCERNS_WRITTEN,
            next=NextStep(words="Check for improvement and write to the Regional Director"),
            acts=_REPORTS,
            ahead=(ladder.IMPROVEMENT_REPORTED,),
        ),
        _C.NOT_IMPROVED: Stage(
            step=ladder.NO_IMPROVEMENT,
            next=NextStep(words="Write to the Regional Director if there is improvement"),
            acts=_REPORTS,
            ahead=(ladder.IMPROVEMENT_REPORTED,),
        ),
        _C.IMPROVED: Stage(step=ladder.IMPROVEMENT_REPORTED),
        _C.CLOSED: Stage(),
    },
}

SIGN = Act(words="Read the letter and sign it", route="case_letter_pack")
_CONTINUE = Act(words="Continue with the letter", route="case_letter")
LETTER_STAGES: Mapping[LetterState, LetterStage] = {
    _L.DRAFTED: LetterStage(
        next=NextStep(words="Finish the letter and present it for signature: {letter}"), acts=(_CONTINUE,)
    ),
    _L.RETURNED: LetterStage(
        next=NextStep(words="Change the letter that was returned with comments: {letter}"), acts=(_CONTINUE,)
    ),
    _L.LAPSED: LetterStage(
        next=NextStep(words="Date and present the letter again, or discard it: {letter}"), acts=(_CONTINUE,)
    ),
    _L.PRESENTED: LetterStage(
        next=NextStep(whose=SIGNATORY, words="Read and sign, or return: {letter}"),
        acts=(SIGN, Act(words="Open the letter to be signed", route="case_letter")),
    ),
    _L.SIGNED: LetterStage(
        next=NextStep(words="Make sure that the letter is given on its date: {letter}"),
        acts=(Act(words="Open the letter to be given", route="case_letter"),),
    ),
}
_CONVERT = NextStep(words="Close the case at conversion, and continue with the academy's case")
_GONE = NextStep(words="The school has closed: continue with the academy's case, or close this one")


def stage_of(case: Case) -> Stage:
    """Return the row of the state that a case is in, as its framework has it."""
    row = STAGES[Branch(case.branch)][CaseState(case.status)]
    return fitted(row, case.rules, beyond=(ladder.FORMAL, ladder.COMPLIANCE, ladder.LIFTING))


def next_step(case: CaseWithNext, on: date) -> NextStep | None:
    """Return what is to be done next on a case and whose turn it is; None where it has ended. No query."""
    if not case.is_open:
        return None
    if is_changed(case):
        return _CONVERT if case.school.is_open else _GONE
    if case.letter_status and case.letter_kind:
        return _next_of_letter(case, LetterState(case.letter_status), case.letter_kind)
    stage = stage_of(case)
    if stage.while_it_runs and case.due_on and case.due_on >= on:
        return _while_it_runs(case, stage.while_it_runs)
    return stage.with_evidence if stage.with_evidence and case.has_concern else stage.next


def _while_it_runs(case: CaseWithNext, step: NextStep) -> NextStep:
    """What the governing body does while a notice is in force: it sends a plan where one is asked for then."""
    rules = case.rules
    asked = rules.plan_with if rules else ()
    if case.status == CaseState.FORMAL and "formal_notice" not in asked:
        return NextStep(whose=step.whose, words=_WITHOUT_PLAN)
    given = "directive_notice" if getattr(case, "is_directive", False) else "preformal_notice"
    if case.status == CaseState.PREFORMAL and given in asked:
        return NextStep(whose=step.whose, words=_WITH_PLAN)
    return step


def words_for_letter(status: LetterState, name: str) -> str:
    """Return what is to be done with a letter in progress, by its state and name."""
    return LETTER_STAGES[status].next.words.format(letter=name)


def acts_of(case: CaseWithNext) -> list[Act]:
    """Return what can be done on an open case, the most important first: with its letter in progress where it has
    one; evidence is asked for while some is needed. Who may do it is not asked here."""
    if case.letter_status:
        return list(LETTER_STAGES[LetterState(case.letter_status)].acts)
    lacks = lacking_evidence(case)
    return [act for act in stage_of(case).acts if act != ADD_EVIDENCE or lacks]


def lacking_evidence(case: CaseWithNext) -> list[CaseEvidence.BearsOn]:
    """Return the kinds of evidence that the next step of a case needs and it does not have."""
    there = {_CONCERN: case.has_concern, _INABILITY: case.has_inability}
    return [kind for kind in stage_of(case).needs if not there[kind]]


def whose_in_words(case: Case, step: NextStep) -> str:
    """Return whose turn it is, as a reader knows them: "Olive Officer (case owner) or another officer"."""
    if step.whose == OFFICERS:
        return f"{case.owner.name} (case owner) or another officer"
    return "the governing body" if step.whose == GOVERNORS else f"the {case.framework.title(step.whose)}"


def next_step_in_words(case: CaseWithNext, on: date) -> str:
    """Return what is to be done next as lists say it, with whose turn it is where it is not the officers'."""
    step = next_step(case, on)
    if step is None:
        return ""
    return step.words if step.whose == OFFICERS else f"{step.words} ({whose_in_words(case, step)})"


def open_states() -> Mapping[str, str]:
    """Return the states of open cases with their words, to filter by."""
    return {state.value: name_of_state(state) for state in CaseState if state not in ENDED}


def _next_of_letter(case: Case, status: LetterState, kind: str) -> NextStep:
    """With the title of the role that signs such a letter where it waits for a signature."""
    rules = case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    whose = LETTER_STAGES[status].next.whose
    words = words_for_letter(status, name_of_kind(kind, rules))
    return NextStep(whose=rules.step(kind).signed_by if whose == SIGNATORY else whose, words=words)
