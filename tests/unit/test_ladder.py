"""The ladder of a case: every state has its steps, and what was taken back is behind it no longer."""

from datetime import UTC, datetime, timedelta

import pytest

from monitoring.notices.case.stages import AHEAD, RUNGS, TURNS, Step, steps
from monitoring.notices.models import Case
from monitoring.notices.states import Branch, CaseState
from sil.audit.models import Event

START = datetime(2026, 9, 7, 9, tzinfo=UTC)
C = CaseState


# Written out by hand: the open states of a case, and the rung of the ladder that each state stands on.
OPEN = {
    Branch.MAINTAINED: {
        *("opened", "invited", "discussed", "preformal", "secured", "not_secured", "formal", "complied"),
        *("not_complied", "eligible", "powers_used"),
    },
    Branch.ACADEMY: {"opened", "invited", "discussed", "considered", "concerns_written", "not_improved"},
}
STANDS_ON = {
    Branch.MAINTAINED: {
        *("invited", "discussed", "preformal", "secured", "not_secured", "removed", "formal", "complied"),
        *("not_complied", "lifted", "eligible", "powers_used"),
    },
    Branch.ACADEMY: {"invited", "discussed", "considered", "concerns_written", "not_improved", "improved"},
}


@pytest.mark.parametrize("branch", Branch)
def test_every_open_state_has_steps_ahead_and_somebodys_turn(branch: Branch) -> None:
    assert set(AHEAD[branch]) == set(TURNS[branch]) == OPEN[branch]


@pytest.mark.parametrize("branch", Branch)
def test_every_state_that_is_no_plain_end_is_on_a_rung(branch: Branch) -> None:
    on_a_rung = {state for rung in RUNGS[branch].values() for state in rung.leads_to}
    assert on_a_rung - {"opened"} == STANDS_ON[branch]


@pytest.mark.parametrize("branch", Branch)
def test_every_step_ahead_is_a_rung(branch: Branch) -> None:
    assert {slug for ahead in AHEAD[branch].values() for slug in ahead} <= set(RUNGS[branch])


def test_no_rung_of_an_academy_speaks_of_giving_a_notice() -> None:
    assert not {"notice", "formal", "intention", "power"} & set(RUNGS[Branch.ACADEMY])


def ladder(*acts: tuple[str, str], branch: Branch = Branch.MAINTAINED) -> list[Step]:
    """Of a case that went through acts, each with the state that it led to."""
    table, state = Case._meta.db_table, C.OPENED.value
    happened = [Event(pk=0, at=START, kind="case.opened", subject_table=table, actor_name="Olive", data={})]
    for number, (act, target) in enumerate(acts, 1):
        data = {"status": [state, target], "name": "Notice", "day": "today"}
        at = START + timedelta(days=number)
        happened.append(Event(pk=number, at=at, kind=f"case.{act}", subject_table=table, actor_name="Olive", data=data))
        state = target
    return steps(Case(branch=branch, status=state), reversed(happened), [])


def shown(found: list[Step]) -> list[tuple[str, str]]:
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


@pytest.mark.parametrize(
    ("act", "target"),
    [
        ("close", "closed"),
        ("convert", "converted"),
        ("supersede", "superseded"),
        ("remove", "removed"),
        ("lift", "lifted"),
    ],
)
def test_an_ended_case_has_nothing_to_come(act: str, target: str) -> None:
    assert {step.state for step in ladder(*NOTICE, (act, target))} == {"done"}
