"""Take in an action plan that came on paper, and assess one that was sent."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied, require_confirmation

from ..case.permissions import check_change, title_of_officer
from ..models import ActionPlan, Assessment, Confirmation, PlanVersion
from ..plans import notifications
from ..plans.actions import (
    Plan,
    _lock,
    _move,
    _receive,
    _title,
)
from ..plans.policies import row_for
from ..plans.queries import actions_of
from ..questions.answers import keep_answers
from ..questions.clocks import questions_of_acceptance
from ..questions.questions import to_confirm
from ..states import PlanState
from .policies import check_assessed, check_received_on

# Of these a version has an assessment that can be corrected.
ASSESSED = (PlanState.ACCEPTED, PlanState.RETURNED)


@transaction.atomic
def record_received(
    plan: ActionPlan, *, by: User, on: date, received_on: date, document: Document, note: str = ""
) -> PlanVersion:
    """Record a plan that came on paper or by e-mail, from the day it came.

    Raises Denied("not_an_officer", "wrong_state", "not_yet", "before_the_notice").
    """
    plan = _lock(plan)
    check_change(plan.notice.case, by=by, on=on)
    row = row_for(plan, "receive")
    check_received_on(plan, received_on, on)
    title = _title(plan, by, on)
    came = Plan(
        entries={}, note=note.strip(), document=store(document, by=by, on=on), sent_as=title, sent_on=received_on
    )
    return _receive(plan, row, came, by=by, on=on)


@transaction.atomic
def assess(
    plan: ActionPlan,
    *,
    by: User,
    on: date,
    number: int,
    accepted: bool,
    findings: Mapping[str, Mapping[str, Any]],
    reasons: str = "",
    correction: str = "",
    sure: str = "",
) -> Assessment:
    """Say of each required action whether the plan is enough, and accept or return it. `number` is that of
    the version that was read, findings {key of a required action: {"enough": true or false, "reason"}}. One that was
    assessed is assessed again with the reason why that was wrong (`correction`); the one before is kept, and the
    governing body is told.

    Raises Denied("not_an_officer", "wrong_state", "changed", "not_assessed", "no_reason", "no_reasons",
    "no_correction") and
    "sure" with what speaks against accepting it, unless `sure` is that very sentence.
    """
    plan = _lock(plan)
    check_change(plan.notice.case, by=by, on=on)
    corrects = plan.status in ASSESSED
    row = row_for(plan, f"{'correct_' if corrects else ''}{'accept' if accepted else 'return'}")
    latest = plan.versions.filter(withdrawal=None).first()
    assert latest is not None, "a plan that was received has a version"
    if latest.number != number:
        raise Denied("changed", f"Version {latest.number} arrived after you opened this page. Read it again below.")
    if corrects and not correction.strip():
        raise Denied("no_correction", "Enter why the assessment is corrected. The governing body will read it.")
    actions = actions_of(plan)
    short = check_assessed(actions, findings, accepted=accepted, reasons=reasons)
    asked = questions_of_acceptance(plan, latest, on) if accepted else []
    require_confirmation([*short, *to_confirm(asked)], sure)
    title = title_of_officer(plan.notice.case, by=by, on=on)
    keep_answers(plan.notice, Confirmation.Act.ASSESS, asked, by=by, by_as=title)
    made = Assessment.objects.create(
        version=latest,
        accepted=accepted,
        findings={str(action.pk): dict(findings[str(action.pk)]) for action in actions},
        reasons=reasons.strip(),
        correction=correction.strip() if corrects else "",
        by=by,
        on=on,
        at=clock.now(),
    )
    _move(plan, row, by=by, reason=made.correction or made.reasons)
    notifications.tell_assessed(plan, made, on=on)
    return made
