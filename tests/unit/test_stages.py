"""The stages of a case: each state of each branch says what comes next, once, and agrees with the transitions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from monitoring.notices.case.stages import LETTER_STAGES, STAGES, acts_of, lacking_evidence, next_step
from monitoring.notices.case.steps import GOVERNORS, Act
from monitoring.notices.models import Case, CaseEvidence
from monitoring.notices.page.ladder import ShownStep, shown_steps
from monitoring.notices.states import ENDED, UNDER_WAY, Branch, CaseState
from monitoring.notices.transitions import ROWS
from schools.establishments import Sector
from schools.models import School
from sil.audit.models import Event

START = datetime(2026, 9, 7, 9, tzinfo=UTC)
C = CaseState
# Transitions that are not offered as what comes next: the page of every open case closes it, the page of a letter
# withdraws it, the concern has the links about a category, and the other two nobody of the authority makes.
ELSEWHERE = {
    "close",
    "record_category",
    "withdraw_category",
    "withdraw_category_invited",
    "withdraw_category_discussed",
    "withdraw_preformal",
    "withdraw_formal",
    "withdraw_formal_to_opened",
    "withdraw_formal_to_discussed",
    "withdraw_formal_to_preformal",
    "withdraw_intention",
    "withdraw_power",
    "withdraw_power_and_notice",
    "withdraw_power_ended",
    "end_last_power",
    "withdraw_considered",
    "withdraw_concerns",
    "withdraw_no_improvement",
    "convert",
    "supersede",
}
ROUTES = {"case_letter_prepare", "case_discussion", "case_judge", "case_pick"}
STATES = [(branch, state) for branch in Branch for state in STAGES[branch]]


# Written out, not read from the product: in these somebody still has something to do.
STILL_OPEN = {
    "opened",
    "invited",
    "discussed",
    "preformal",
    "secured",
    "not_secured",
    "formal",
    "complied",
    "not_complied",
    "eligible",
    "powers_used",
    "in_category",
    "category_power",
    "powers_ended",
    "category_ended",
    "considered",
    "concerns_written",
    "not_improved",
}


def leaves(branch: Branch, state: CaseState) -> set[tuple[str, str]]:
    """The transitions that officers can make from a state as what comes next, with the letter that makes each."""
    return {(row.action, row.letter) for row in ROWS[branch] if row.source == state} - {(a, "") for a in ELSEWHERE}


def takes(act: Act) -> set[tuple[str, str]]:
    return {(transition, act.letter) for transition in act.transitions}


@pytest.mark.parametrize("branch", Branch)
def test_every_state_of_a_branch_has_a_row_and_no_other_has(branch: Branch) -> None:
    assert set(STAGES[branch]) == {s for row in ROWS[branch] for s in (row.source, row.target)}


@pytest.mark.parametrize(("branch", "state"), STATES)
def test_an_open_state_says_what_comes_next_and_an_ended_one_nothing(branch: Branch, state: CaseState) -> None:
    stage = STAGES[branch][state]
    assert all((stage.step, stage.next, stage.acts, stage.ahead)) == (state in STILL_OPEN)
    assert any((stage.next, stage.acts, stage.ahead, stage.needs)) == (state in STILL_OPEN)


@pytest.mark.parametrize(("branch", "state"), STATES)
def test_each_offered_act_is_a_transition_of_the_state_or_only_adds_to_the_record(
    branch: Branch, state: CaseState
) -> None:
    for act in STAGES[branch][state].acts:
        assert act.route in ROUTES
        assert bool(act.letter) == (act.route == "case_letter_prepare")
        if act.transitions:
            assert takes(act) & leaves(branch, state), act
        else:
            assert act.route == "case_pick", act


@pytest.mark.parametrize(("branch", "state"), STATES)
def test_no_transition_that_somebody_can_make_is_missing(branch: Branch, state: CaseState) -> None:
    offered = set().union(*(takes(act) for act in STAGES[branch][state].acts))
    assert leaves(branch, state) <= offered


@pytest.mark.parametrize(("branch", "state"), STATES)
def test_no_act_is_offered_twice(branch: Branch, state: CaseState) -> None:
    acts = STAGES[branch][state].acts
    assert len({(act.route, act.letter) for act in acts}) == len({act.words for act in acts}) == len(acts)


@pytest.mark.parametrize(("branch", "state"), STATES)
def test_every_step_ahead_can_be_reached(branch: Branch, state: CaseState) -> None:
    reached: set[str] = {state}
    for _ in CaseState:
        reached |= {row.target for row in ROWS[branch] if row.source in reached}
    steps = {STAGES[branch][CaseState(each)].step for each in reached}
    assert set(STAGES[branch][state].ahead) <= steps


@pytest.mark.parametrize("branch", Branch)
def test_every_state_that_is_no_plain_end_has_its_step(branch: Branch) -> None:
    plain = {state for state, stage in STAGES[branch].items() if stage.step is None}
    assert plain == set(STAGES[branch]) & {C.CLOSED, C.CONVERTED, C.SUPERSEDED}


def test_no_step_of_an_academy_speaks_of_giving_it_a_notice() -> None:
    steps = {branch: {stage.step.name for stage in STAGES[branch].values() if stage.step} for branch in Branch}
    assert steps[Branch.MAINTAINED] & steps[Branch.ACADEMY] == {
        "Concern recorded",
        "Invitation to discuss",
        "Discussion",
    }


def test_every_letter_in_progress_has_a_row() -> None:
    assert set(LETTER_STAGES) == UNDER_WAY


def case(state: CaseState, branch: Branch = Branch.MAINTAINED, **known: Any) -> Any:
    """A case of a school that is of its branch's type, as `with_next` finds it."""
    school = School(sector=Sector.ACADEMY if branch == Branch.ACADEMY else Sector.MAINTAINED, is_open=True)
    found = Case(branch=branch, status=state, school=school)
    nothing = dict.fromkeys(("due_on", "letter_pk", "letter_kind", "letter_status"))
    for name, value in (nothing | {"has_concern": False, "has_inability": False} | known).items():
        setattr(found, name, value)
    return found


def words(found: list[Act]) -> list[str]:
    return [act.words for act in found]


@pytest.mark.parametrize("branch", Branch)
def test_a_discussion_comes_before_evidence_once_somebody_is_invited(branch: Branch) -> None:
    assert words(acts_of(case(C.INVITED, branch)))[:2] == [
        "Record the discussion",
        "Add evidence from the school's record",
    ]


def test_a_notice_needs_evidence_of_both_kinds() -> None:
    found = case(C.DISCUSSED, has_concern=True)
    assert lacking_evidence(found) == [CaseEvidence.BearsOn.INABILITY]
    assert words(acts_of(found))[0] == "Add evidence from the school's record"
    found = case(C.DISCUSSED, has_concern=True, has_inability=True)
    assert words(acts_of(found)) == [
        "Prepare a pre-formal warning notice",
        "Prepare a directive notice about one aspect",
        "Record the discussion again",
        "Invite to discuss",
        "Prepare a formal warning notice because safety is threatened",
    ]


def test_the_regional_director_can_be_written_to_again() -> None:
    assert words(acts_of(case(C.CONSIDERED, Branch.ACADEMY))) == [
        "Set out the concerns by letter",
        "Record a discussion",
        "Invite to discuss",
        "Write to the Regional Director again",
    ]


def test_a_letter_in_progress_comes_before_the_state() -> None:
    found = case(C.DISCUSSED, letter_pk=7, letter_kind="preformal_notice", letter_status="returned")
    assert words(acts_of(found)) == ["Continue with the letter"]


def test_the_governing_body_acts_while_the_period_runs_and_officers_after() -> None:
    found = case(C.PREFORMAL, due_on=date(2026, 10, 18))
    running, over = next_step(found, date(2026, 10, 18)), next_step(found, date(2026, 10, 19))
    assert running is not None
    assert over is not None
    assert (running.whose, running.words) == (GOVERNORS, "Do what the notice requires")
    assert (over.whose, over.words) == ("officers", "Judge whether improvement is secured")


def ladder(*acts: tuple[str, str], branch: Branch = Branch.MAINTAINED) -> list[ShownStep]:
    """Of a case that went through acts, each with the state that it led to."""
    table, state = Case._meta.db_table, C.OPENED.value
    happened = [Event(pk=0, at=START, kind="case.opened", subject_table=table, actor_name="Olive", data={})]
    for number, (act, target) in enumerate(acts, 1):
        data = {"status": [state, target], "name": "Notice", "day": "today"}
        at = START + timedelta(days=number)
        happened.append(Event(pk=number, at=at, kind=f"case.{act}", subject_table=table, actor_name="Olive", data=data))
        state = target
    return shown_steps(Case(branch=branch, status=state), reversed(happened), [])


def shown(found: list[ShownStep]) -> list[tuple[str, str]]:
    return [(step.name, step.state) for step in found]


NOTICE = [("record_discussion", C.DISCUSSED), ("give_preformal", C.PREFORMAL)]


def test_a_case_that_was_opened() -> None:
    assert shown(ladder()) == [
        ("Concern recorded", "done"),
        ("Invitation to discuss", "now"),
        ("Discussion", "next"),
        ("Pre-formal or directive notice", "next"),
        ("Improvement judged", "next"),
        ("Notice removed", "next"),
    ]


def test_a_step_that_is_taken_again_is_there_once_with_its_last_day() -> None:
    found = ladder(("invite", C.INVITED), ("invite", C.INVITED), ("record_discussion", C.DISCUSSED))
    assert [(step.name, step.on and step.on.day) for step in found if step.state == "done"] == [
        ("Concern recorded", 7),
        ("Invitation to discuss", 9),
        ("Discussion", 10),
    ]


def test_a_notice_that_was_withdrawn_is_behind_it_no_longer() -> None:
    found = ladder(*NOTICE, ("secure", C.SECURED), ("withdraw_preformal", C.DISCUSSED))
    assert shown(found)[:4] == [
        ("Concern recorded", "done"),
        ("Discussion", "done"),
        ("Pre-formal or directive notice", "now"),
        ("Improvement judged", "next"),
    ]


def test_a_judgement_that_is_changed_counts_once() -> None:
    found = ladder(*NOTICE, ("secure", C.SECURED), ("not_secure", C.NOT_SECURED))
    assert shown(found)[3:] == [
        ("Improvement judged", "done"),
        ("Formal warning notice", "now"),
        ("Compliance judged", "next"),
        ("Notice lifted", "next"),
    ]


def test_an_ended_case_has_nothing_to_come() -> None:
    for target in sorted(ENDED & {row.target for row in ROWS[Branch.MAINTAINED]}):
        act = next(row.action for row in ROWS[Branch.MAINTAINED] if row.target == target)
        assert {step.state for step in ladder(*NOTICE, (act, target))} == {"done"}
