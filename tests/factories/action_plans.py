"""Action plans in any state, made by the real actions."""

from datetime import date
from typing import Any

from django.db import transaction

from monitoring.notices.assessments import actions as assessments
from monitoring.notices.giving import actions as giving
from monitoring.notices.models import ActionPlan
from monitoring.notices.plans import actions as plans
from monitoring.notices.plans.queries import actions_of
from monitoring.notices.questions.clocks import questions_of_acceptance
from monitoring.notices.questions.questions import to_confirm
from sil import clock

from ..conftest import TODAY
from .case_scene import Scene


def writing(plan: ActionPlan, text: str = "Daily phonics in each class.", **changes: Any) -> plans.Writing:
    """A whole plan."""
    entry = {"text": text, "who": "The headteacher", "by_when": ["20", "11", "2026"], "known": "Books and checks."}
    entries = {str(action.pk): entry | changes for action in actions_of(plan)}
    return plans.Writing(entries=entries)


def save(made: Scene, text: str = "Daily phonics in each class.", *, on: date = TODAY) -> ActionPlan:
    plan = made.plan
    with clock.at(on):
        return plans.save_plan(plan, by=made.chair, on=on, writing=writing(plan, text), version=plan.version)


def send(made: Scene, text: str = "Daily phonics in each class.", *, on: date = TODAY) -> ActionPlan:
    saved = save(made, text, on=on)
    with clock.at(on):
        plans.send(saved, by=made.chair, on=on, version=saved.version)
    return made.plan


def assess(made: Scene, *, accepted: bool, on: date = TODAY) -> ActionPlan:
    plan = made.plan
    findings = {str(a.pk): {"enough": accepted, "reason": "" if accepted else "Not by whom."} for a in actions_of(plan)}
    newest = plan.versions.first()
    assert newest is not None, "it was sent"
    asked = questions_of_acceptance(plan, newest, on) if accepted else []
    how: dict[str, Any] = {"by": made.officer, "on": on, "number": newest.number, "sure": " ".join(to_confirm(asked))}
    with clock.at(on):
        assessments.assess(plan, accepted=accepted, findings=findings, **how)
    return made.plan


@transaction.atomic
def walk(made: Scene, state: str) -> ActionPlan:
    """On with a plan that is awaited, act by act, to a state. It ends with the withdrawal of its notice."""
    if state == "ended":
        giving.withdraw(made.notice(), reason="It named the wrong year.", by=made.dcs, on=TODAY)
    elif state != "awaited":
        send(made)
        if state != "received":
            assess(made, accepted=state == "accepted")
    assert made.plan.status == state
    return made.plan
