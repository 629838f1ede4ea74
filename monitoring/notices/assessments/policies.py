"""Policies of assessments: may a plan be recorded as received, and is its assessment complete?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sil.clock import in_words
from sil.workflow import Denied

from ..models import ActionPlan, RequiredAction


def check_received_on(plan: ActionPlan, received_on: date, on: date) -> None:
    """Raises Denied("not_yet", "before_the_notice") for a day on which no plan can have come."""
    if received_on > on:
        raise Denied("not_yet", "The day it arrived is in the future.")
    given_on = plan.notice.given_on
    if given_on and received_on < given_on:
        raise Denied("before_the_notice", f"The notice that asks for the plan was given on {in_words(given_on)}.")


def check_assessed(
    actions: Sequence[RequiredAction], findings: Mapping[str, Mapping[str, Any]], *, accepted: bool, reasons: str
) -> list[str]:
    """What speaks against accepting a plan: each required action for which it is not enough.

    Raises Denied("not_assessed", "no_reason") that name the required actions, and Denied("no_reasons").
    """
    said = [(number, findings.get(str(a.pk), {})) for number, a in enumerate(actions, start=1)]
    if open_ := [str(number) for number, found in said if found.get("enough") not in (True, False)]:
        raise Denied("not_assessed", f"Say whether the plan is enough for required action {' and '.join(open_)}.")
    short = [(number, found.get("reason", "").strip()) for number, found in said if not found["enough"]]
    if bare := [str(number) for number, reason in short if not reason]:
        raise Denied("no_reason", f"Say why the plan is not enough for required action {' and '.join(bare)}.")
    if not accepted and not short and not reasons.strip():
        raise Denied("no_reasons", "Give your reasons for returning the plan.")
    if not accepted:
        return []
    return [f"You found the plan not enough for required action {number}." for number, _ in short]
