"""Transitions of brokered support, and its audit events and those of the directory and the budgets."""

from sil.workflow import Transition

from .states import BEFORE, DELIVERING, SPENT
from .states import SupportState as S

_COMMISSION = "Framework: commission school to school support, and broker system leadership"
_AGREED = "Framework, School Improvement Role: agreed with the SIL officer and the leadership of the school"
_LOCAL = "A local rule: what costs much, or more than a budget has left, is approved by a second person"
_INTEREST = "A local rule: nobody agrees or approves support of somebody in whom they have an interest"
_QA = "Framework, Quality Assurance: a cycle of quality assurance"


def _row(action: str, source: str, target: str, holder: str, rule: str = _COMMISSION, event: str = "") -> Transition:
    return Transition(
        action=action, source=source, target=target, holder=holder, event=f"support.{event or target}", rule=rule
    )


ROWS = (
    *(_row("match", state, S.MATCHED, "sip, principal_officer") for state in (*BEFORE[:3], S.AGREED)),
    _row("agree", S.MATCHED, S.MATCHED, "sip, principal_officer, headteacher", _AGREED, "agreed_by_one"),
    _row("settle", S.MATCHED, S.AGREED, "sip, principal_officer, headteacher", _AGREED),
    _row("refer", S.MATCHED, S.TO_APPROVE, "sip, principal_officer, headteacher", _LOCAL),
    _row("approve", S.TO_APPROVE, S.AGREED, "principal_officer, director_of_education", _LOCAL, "approved"),
    # An agreement, or an approval, of somebody who declares an interest.
    _row("lapse", S.MATCHED, S.MATCHED, "headteacher, sip, principal_officer", _INTEREST, "lapsed"),
    _row("lapse", S.TO_APPROVE, S.MATCHED, "headteacher, sip, principal_officer", _INTEREST, "lapsed"),
    _row("lapse", S.AGREED, S.MATCHED, "headteacher, sip, principal_officer", _INTEREST, "lapsed"),
    _row("lapse_approval", S.AGREED, S.TO_APPROVE, "principal_officer, director_of_education", _INTEREST, "lapsed"),
    _row("commission", S.AGREED, S.COMMISSIONED, "sip, principal_officer"),
    _row("begin", S.COMMISSIONED, S.UNDER_WAY, "sip, principal_officer"),
    _row("complete", S.UNDER_WAY, S.DELIVERED, "sip, principal_officer"),
    _row("evaluate", S.DELIVERED, S.DELIVERED, "sip, principal_officer, headteacher", _QA, "evaluated_by_one"),
    _row("evaluate_last", S.DELIVERED, S.EVALUATED, "sip, principal_officer, headteacher", _QA),
    _row("close", S.EVALUATED, S.CLOSED, "sip, principal_officer", _QA),
    *(_row("decline", state, S.DECLINED, "sip, principal_officer, director_of_education") for state in BEFORE),
    *(_row("withdraw", state, S.WITHDRAWN, "headteacher, sip, principal_officer") for state in (*BEFORE, *DELIVERING)),
    *(
        _row("correct_cost", state, state, "sip, principal_officer, director_of_education", _LOCAL, "cost_corrected")
        for state in SPENT
    ),
)
EVENTS = {
    "support.asked": "Support asked for: {topic}",
    "support.matched": "{name} proposed for support: {days}",
    "support.lapsed": "The {what} no longer applies",
    "support.agreed_by_one": "Support agreed for {side}",
    "support.agreed": "Support agreed by both sides",
    "support.to_approve": "Support agreed by both sides, and sent to be approved",
    "support.approved": "Support approved",
    "support.commissioned": "Support commissioned from {name}",
    "support.under_way": "Support began",
    "support.days_recorded": "{days} of support recorded",
    "support.days_corrected": "Days of support corrected",
    "support.delivered": "Support delivered: {days}",
    "support.cost_corrected": "Final cost of the support corrected",
    "support.evaluated_by_one": "Support evaluated for {side}",
    "support.evaluated": "Support evaluated by both sides",
    "support.closed": "Support closed",
    "support.declined": "Support declined",
    "support.withdrawn": "Support withdrawn",
    "support.conflict_declared": "Conflict of interest declared: {what}",
    "support.provider_kept": "Provider {name} saved",
    "support.leader_kept": "{name} saved in the directory",
    "support.leader_ended": "{name} left the directory",
    "support.leader_returned": "{name} returned to the directory",
    "support.offer_kept": "The school's offer to other schools saved: {topic}",
    "support.budget_kept": "Budget “{name}” saved: {amount}",
    "support.leaders_read_in": "{number} entries of the directory read in from a file",
}
# State -> the rule of the period that runs while something waits in it.
AGREEMENT, EVALUATION = "support_agreement", "support_evaluation"
WAITS_FOR: dict[str, str] = {S.MATCHED: AGREEMENT, S.DELIVERED: EVALUATION}
