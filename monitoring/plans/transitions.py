"""Transitions and audit events of a partnership plan."""

from sil.audit.kinds import APART
from sil.workflow import Transition

from .states import PlanState

_S = PlanState
# The deadline that runs from the day a plan is asked for.
DEADLINE = "partnership_plan"
_ASKS = "Framework, bands C and D: a School Partnership Improvement Plan will be put in place"
_TOGETHER = "Framework, partnership: the plan is written and agreed by school and partner"
_CHANGED = "A local rule: a plan is changed by the two who agreed it, and the version in force holds until then"
_ENDS = "A local rule: a plan ends with a reason, by the partner or a Principal Officer"


def _row(action: str, source: str, target: str, holder: str, event: str, rule: str) -> Transition:
    return Transition(
        action=action, source=source, target=target, holder=holder, event=f"partnership_plan.{event}", rule=rule
    )


ROWS = (
    _row("begin", _S.ASKED, _S.WRITING, "sip or headteacher", "begun", _ASKS),
    _row("complete", _S.WRITING, _S.AGREED, "sip or headteacher", "agreed", _TOGETHER),
    _row("change", _S.AGREED, _S.CHANGING, "sip or headteacher", "change_opened", _CHANGED),
    _row("complete", _S.CHANGING, _S.AGREED, "sip or headteacher", "agreed", _CHANGED),
    _row("give_up", _S.CHANGING, _S.AGREED, "sip or headteacher", "change_given_up", _CHANGED),
    *(
        _row("end", source, _S.ENDED, "sip or principal officer", "ended", _ENDS)
        for source in (_S.ASKED, _S.WRITING, _S.AGREED, _S.CHANGING)
    ),
    *(
        _row(f"reopen_{target}", _S.ENDED, target, "sip or principal officer", "reopened", _ENDS)
        for target in (_S.ASKED, _S.WRITING, _S.AGREED, _S.CHANGING)
    ),
)
EVENTS = {
    "partnership_plan.asked": "{title} asked for, to be agreed by {day}",
    "partnership_plan.carried_on": "{title} continues at {school}",
    "partnership_plan.begun": "{title}: writing started",
    "partnership_plan.agreed_by": "{title}: the {role} agreed the text",
    "partnership_plan.lapsed": "{title}: the text was changed, so the agreement of the {role} no longer applies",
    "partnership_plan.taken_back": "{title}: the {role} took the agreement back",
    "partnership_plan.agreed": "{title}: version {number} agreed",
    "partnership_plan.change_opened": "{title}: a change was started",
    "partnership_plan.change_given_up": "{title}: the change was cancelled",
    "partnership_plan.ended": "{title} ended: {why}",
    "partnership_plan.reopened": "{title} reopened",
    "plan_review.recorded": "{title}: review of {day} recorded",
    "plan_review.corrected": "{title}: review of {day} corrected ({text})",
    "plan_review.added": "{title}: review of {day} added to ({text})",
    "plan_review.redated": "{title}: review of {day} moved to {new_day} with its visit",
    "plan_review.off_visit": "{title}: review of {day} no longer names the visit, which was at another school",
    "plan_review.withdrawn": "{title}: review of {day} withdrawn",
    "plan_review.commented": "{title}: the {role} commented on the review of {day}",
    "plan_paper.asked": "{title}: PDF for governors asked for",
    "plan_paper.made": "{title}: PDF for governors made",
    "plan_objective.added": "{title}: objective added ({text})",
    "plan_objective.removed": "{title}: objective removed ({text})",
    "plan_objective.put_back": "{title}: objective put back ({text})",
}
# Two who agree at once do not stop each other, nor does somebody who writes: each agreement names the text it is to.
PARTS = {f"partnership_plan.{event}": APART for event in ("agreed_by", "lapsed", "taken_back")}
