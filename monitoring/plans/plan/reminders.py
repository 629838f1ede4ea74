"""Reminders of plans that are to be agreed: some days before, the day before, on the day and after it."""

from collections.abc import Iterator
from datetime import date

from sil.deadlines.models import Deadline
from sil.deadlines.reminders import Stage
from sil.outbox.reminding import Reminder, remind_of

from ..sides.notifications import reminders_of
from ..sides.queries import plans
from ..transitions import DEADLINE


def remind(on: date) -> int:
    """Write every reminder that is due and was not written yet. Return the number written."""
    return remind_of({DEADLINE: tuple(Stage)}, _of_plan, on=on)


def _of_plan(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    plan = plans().get(pk=deadline.subject_id)
    if plan.school.is_open:
        yield from reminders_of(plan, deadline, stage, on)
