"""Formal notices that leave out the steps before them, because the safety of pupils or staff is threatened.

The Act sets no step before a warning notice; the discussion and the pre-formal notice are the framework's. An authority
whose framework has no such steps leaves out nothing. Source: Education and Inspections Act 2006, section 60(2)(c).
"""

from ..kinds import Part
from ..models import Case, CaseLetter
from ..states import CaseState, LetterState
from ..transitions import EARLY_FROM

SAFETY = "safety"


def has_steps_before(case: Case) -> bool:
    """Whether the framework of a case has a notice come before a formal one."""
    rules = case.framework.intervention
    return rules is not None and bool(rules.preformal_notice or rules.directive_notice)


def is_early(letter: CaseLetter) -> bool:
    """Whether a notice leaves out steps that the framework has before it. Once it is given, what it prints says so."""
    kind = letter.kind_of
    if kind.early is None:
        return False
    if letter.status in (LetterState.GIVEN, LetterState.WITHDRAWN):
        return bool(letter.parts.get(kind.early.id))
    return letter.case.status in EARLY_FROM and has_steps_before(letter.case)


def parts_of(letter: CaseLetter) -> tuple[Part, ...]:
    """Return the parts that a person writes of a letter, in their order."""
    kind = letter.kind_of
    return (kind.early, *kind.parts) if kind.early and is_early(letter) else kind.parts


def state_before(letter: CaseLetter) -> CaseState:
    """Return the state in which a formal notice that was given found its case, for its withdrawal. A query where no
    earlier notice came before it."""
    if letter.made_from_id is None:
        return CaseState.DISCUSSED if letter.case.discussions.exists() else CaseState.OPENED
    return CaseState.PREFORMAL if is_early(letter) else CaseState.NOT_SECURED


def reasons_left_out(letter: CaseLetter) -> str:
    """Return why a notice leaves out the steps before it, as it was written; blank for any other letter."""
    part = letter.kind_of.early
    return letter.parts.get(part.id, "").strip() if part and is_early(letter) else ""
