"""Policies of judgements: may a notice be judged now, and what is warned of before?

Whether a notice was complied with is for the end of its period: no power and no formal notice comes
before it (Education and Inspections Act 2006, section 60(1)(b) and (c)). That it was may be found sooner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sil.clock import in_words
from sil.deadlines.working_days import ONE_DAY
from sil.workflow import Denied, Transition

from ..case.policies import case_row, check_branch
from ..models import Case, CaseLetter, Finding, RequiredAction
from ..models.letters import IN_PROGRESS
from ..states import LetterState
from ..transitions import JUDGES, JUDGES_COMBINED

# What is on its way to the school and would say something else than the judgement.
_ON_THE_WAY = (LetterState.PRESENTED, LetterState.SIGNED)


@dataclass(frozen=True)
class Judged:
    """A required action with what was found of it, the newest first."""

    number: int
    action: RequiredAction
    findings: Sequence[Finding]
    # What was found last of the action of the earlier notice that it goes on with.
    earlier: Finding | None

    @property
    def latest(self) -> Finding | None:
        return self.findings[0] if self.findings else None

    @property
    def is_met(self) -> bool:
        return self.latest is not None and self.latest.result == Finding.Result.MET


def row_of_judgement(case: Case, letter: CaseLetter, *, secured: bool, on: date) -> Transition:
    """Return the transition of a case when its notice is judged answered (`secured`) or not.

    Raises Denied("not_in_force", "converted", "wrong_step").
    """
    check_in_force(case, letter)
    check_branch(case, on)
    combined = letter.kind_of.statutory and letter.is_notice_of_powers and not secured
    return case_row(case, JUDGES_COMBINED if combined else JUDGES[letter.kind_of.statutory, secured])


def check_in_force(case: Case, letter: CaseLetter) -> None:
    """Raises Denied("not_in_force") for a notice that was withdrawn, ended or followed by a formal one."""
    if case.notice_to_answer() != letter:
        raise Denied("not_in_force", "This notice is no longer in force, so it cannot be judged.")


def check_period_over(letter: CaseLetter, on: date) -> None:
    """Raises Denied("period_runs") until the day after the period that the notice prints."""
    assert letter.period_ends_on is not None, "a notice that was given has its period"
    if on <= letter.period_ends_on:
        first = in_words(letter.period_ends_on + ONE_DAY)
        raise Denied(
            "period_runs",
            f"The notice gives the governing body until {in_words(letter.period_ends_on)}. "
            f"You can judge from {first} that it has not been met.",
        )


def check_all_judged(actions: Sequence[Judged]) -> None:
    """Raises Denied("not_judged") that names each required action of which nothing was found."""
    if names := [action_in_words(each) for each in actions if each.latest is None]:
        raise Denied("not_judged", f"Judge each required action first. Not judged yet: {'; '.join(names)}.")


def check_nothing_on_the_way(case: Case) -> None:
    """Raises Denied("on_the_way") while a letter of the case waits for a signature or its day."""
    under_way = case.letters.filter(IN_PROGRESS, status__in=_ON_THE_WAY).first()
    if under_way is not None:
        state = under_way.get_status_display().lower()
        raise Denied("on_the_way", f"A letter of this case is in progress ({under_way.name}: {state}). Stop it first.")


def judgement_warnings(actions: Sequence[Judged], *, secured: bool) -> list[str]:
    """Return the sentences that speak against a judgement; none of them forbids it."""
    if secured:
        lacks = [(action_in_words(each), each.latest) for each in actions if not each.is_met]
        return [f"{what} was found “{found.get_result_display().lower()}”." for what, found in lacks if found]
    found = [f"{action_in_words(each)}: not judged yet." for each in actions if each.latest is None]
    if actions and all(each.is_met for each in actions):
        found.append("Every required action was found done.")
    return found


def action_in_words(judged: Judged) -> str:
    """Return how a required action is named in a sentence: Required action 2, “Teach early reading…”."""
    text = " ".join(judged.action.text.split())
    return f"Required action {judged.number}, “{text if len(text) <= 60 else f'{text[:59].rstrip()}…'}”"
