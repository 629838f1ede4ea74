"""Who may do what to an action plan in which state, written out by hand, and tried by everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from monitoring.notices.assessments.actions import assess, record_received
from monitoring.notices.giving import actions as giving
from monitoring.notices.models import ActionPlan
from monitoring.notices.plans import actions as plans
from monitoring.notices.plans.queries import actions_of
from monitoring.notices.states import CaseState, PlanState
from monitoring.notices.transitions import PLAN_ROWS
from sil.accounts.models import User
from sil.uploads.formats import examine
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import action_plans, cases, people, schools
from tests.factories.case_scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("C5")]
WRONG = "The plan of another school was open."
PAPER = examine("plan.pdf", b"%PDF-1.4\n%a plan\n%%EOF\n")
GOVERNORS, KEEPERS = {"chair", "clerk"}, {"sip", "officer", "other officer"}
# State, act -> who may, and the state after. Everything else is refused.
ALLOWED: dict[str, dict[str, tuple[set[str], str]]] = {
    "awaited": {
        "save": (GOVERNORS, "awaited"),
        "attach": (GOVERNORS, "awaited"),
        "send": (GOVERNORS, "received"),
        "record": (KEEPERS, "received"),
    },
    "received": {
        "save": (GOVERNORS, "received"),
        "attach": (GOVERNORS, "received"),
        "send": (GOVERNORS, "received"),
        "record": (KEEPERS, "received"),
        "accept": (KEEPERS, "accepted"),
        "return": (KEEPERS, "returned"),
        # The first assessment corrects nothing.
        "correct and accept": (KEEPERS, "accepted"),
        "correct and return": (KEEPERS, "returned"),
        "withdraw": (GOVERNORS, "awaited"),
    },
    "returned": {
        "save": (GOVERNORS, "returned"),
        "attach": (GOVERNORS, "returned"),
        "send": (GOVERNORS, "received"),
        "record": (KEEPERS, "received"),
        "correct and accept": (KEEPERS, "accepted"),
        "correct and return": (KEEPERS, "returned"),
    },
    "accepted": {
        "correct and accept": (KEEPERS, "accepted"),
        "correct and return": (KEEPERS, "returned"),
    },
    "ended": {},
}
# What becomes of the plan when its notice is withdrawn.
WITHDRAWN = {"awaited": "ended", "received": "ended", "returned": "ended", "accepted": "accepted"}


def _newest(plan: ActionPlan) -> int:
    newest = plan.versions.first()
    return newest.number if newest else 1


def _assess(plan: ActionPlan, by: User, *, accepted: bool, correction: str = "") -> Any:
    said = {"enough": accepted, "reason": "" if accepted else "It does not say by whom."}
    findings = {str(action.pk): said for action in actions_of(plan)}
    newest = plan.versions.first()
    number = newest.number if newest else 1
    return assess(plan, by=by, on=TODAY, number=number, accepted=accepted, findings=findings, correction=correction)


ACTS: dict[str, Callable[[ActionPlan, User], Any]] = {
    "save": lambda p, by: plans.save_plan(
        p, by=by, on=TODAY, writing=action_plans.writing(p, "Other words."), version=p.version
    ),
    "attach": lambda p, by: plans.attach(p, by=by, on=TODAY, document=PAPER),
    "send": lambda p, by: plans.send(p, by=by, on=TODAY, version=p.version),
    "record": lambda p, by: record_received(p, by=by, on=TODAY, received_on=TODAY, document=PAPER),
    "accept": lambda p, by: _assess(p, by, accepted=True),
    "return": lambda p, by: _assess(p, by, accepted=False),
    "correct and accept": lambda p, by: _assess(p, by, accepted=True, correction=WRONG),
    "correct and return": lambda p, by: _assess(p, by, accepted=False, correction=WRONG),
    "withdraw": lambda p, by: plans.withdraw(p, by=by, on=TODAY, number=_newest(p), reason="A draft."),
}


def everybody(made: Scene) -> dict[str, User]:
    return {
        "sip": made.sip,
        "officer": made.officer,
        "other officer": people.person(role="principal_officer"),
        "director": made.director,
        "dcs": made.dcs,
        "head": made.head,
        "chair": made.chair,
        "clerk": made.clerk,
        "other sip": people.person(role="sip"),
        "other chair": people.post(schools.school(), "chair").user,
        "administrator": people.person(role="administrator"),
        "nobody": people.person(),
    }


@pytest.mark.parametrize("state", PlanState)
def test_every_act_in_every_state_by_everybody(state: PlanState) -> None:
    made = cases.scene(CaseState.FORMAL)
    action_plans.walk(made, state)
    if state in ("awaited", "received", "returned"):
        action_plans.save(made, "Words that were not sent yet.")
    for name, person in everybody(made).items():
        for act, done in ACTS.items():
            who, after = ALLOWED[state].get(act, (set(), ""))
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        done(made.plan, person)
                    said = made.plan.status
                except Denied as denied:
                    said = f"refused: {denied.code}"
                transaction.set_rollback(True)
            if name in who:
                assert said == after, f"{name}: {act} of one that is {state}"
            else:
                assert said.startswith("refused"), f"{name}: {act} of one that is {state}"


@pytest.mark.parametrize("state", WITHDRAWN)
def test_a_plan_ends_with_its_notice_unless_it_was_accepted(state: str) -> None:
    made = cases.scene(CaseState.FORMAL)
    action_plans.walk(made, state)
    giving.withdraw(made.notice(), reason="It named the wrong year.", by=made.dcs, on=TODAY)
    assert made.plan.status == WITHDRAWN[state]


def test_every_state_and_act_of_a_plan_is_written_down() -> None:
    assert set(ALLOWED) == set(PlanState) == {*WITHDRAWN, "ended"}
    assert set(ACTS) == {act for acts in ALLOWED.values() for act in acts}
    # Sending and recording both receive it; it ends with its notice.
    transitions = {"send": "receive", "record": "receive", "accept": "accept", "return": "return"}
    put_right = {"withdraw", "withdraw_again", "correct_accept", "correct_return"}
    assert {row.action for row in PLAN_ROWS} == {*transitions.values(), *put_right, "end"}
