"""Ask the governing body for its action plan, and stop asking."""

from datetime import date

from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.deadlines import actions as deadlines

from ..models import ActionPlan, CaseLetter
from ..states import PlanState
from ..transitions import ACTION_PLAN, PLAN_ROWS


def ask(letter: CaseLetter, *, by: User | None, on: date) -> ActionPlan:
    """A formal notice was given on a day: its plan is owed (framework, Intervention: within 15 days).

    The caller holds the letter's lock and a transaction.
    """
    plan = ActionPlan.objects.create(notice=letter)
    period = letter.case.framework.periods.action_plan
    deadline = deadlines.start(plan, rule=ACTION_PLAN, period=period, on=on)
    events.record("action_plan.asked", subject=plan, by=by, scope=letter.case.scope, day=in_words(deadline.due_on))
    return plan


def end(letter: CaseLetter, *, by: User | None, on: date) -> None:
    """The plan of a notice is not asked for any more, where it still was. The caller holds a transaction."""
    plan = ActionPlan.objects.select_for_update().filter(notice=letter).first()
    if plan is None or plan.status in (PlanState.ACCEPTED, PlanState.ENDED):
        return
    row = next(row for row in PLAN_ROWS if row.action == "end" and row.source == plan.status)
    events.record(row.event, subject=plan, by=by, scope=letter.case.scope, status=(plan.status, row.target))
    plan.status = row.target
    plan.save(update_fields=["status"])
    deadlines.end(plan, rule=ACTION_PLAN, on=on, met=False)
