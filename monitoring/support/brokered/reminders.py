"""Reminders of support that waits to be agreed or evaluated: some days before, on the day and after it."""

from collections.abc import Iterator
from datetime import date

from sil.deadlines.models import Deadline
from sil.deadlines.reminders import USUAL, Stage
from sil.outbox.reminding import Reminder, remind_of

from ..models import Support
from ..transitions import WAITS_FOR
from .notifications import reminders_of
from .queries import RELATED


def remind(on: date) -> int:
    """Write every reminder that is due and was not written yet. Return the number written."""
    return remind_of(dict.fromkeys(WAITS_FOR.values(), USUAL), _of_support, on=on)


def _of_support(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    support = Support.objects.select_related(*RELATED).get(pk=deadline.subject_id)
    if support.school.is_open:
        yield from reminders_of(support, deadline, stage, on)
