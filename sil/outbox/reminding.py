"""Write the reminders of running periods that are due, for every domain.

A deadline stores the last stage that was written, so that a sweep of many deadlines costs little; the outbox writes
one message for a key, however often and in however many processes a sweep runs.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from sil.accounts.models import User
from sil.deadlines import actions as deadlines
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import AHEAD, Stage, stage_on
from sil.deadlines.rules import recorded_calendar

from .post import Content, put

log = logging.getLogger(__name__)

# Bank holidays in a row can bring a reminder forward by some days.
LOOK_AHEAD = AHEAD + timedelta(days=7)

# What is written, to whom, and the beginning of its dedupe key.
Reminder = tuple[Content, User, str]
# What a deadline at a stage asks to be written on a day.
Words = Callable[[Deadline, Stage, date], Iterable[Reminder]]


def remind_of(rules: Mapping[str, Sequence[Stage]], words: Words, *, on: date) -> int:
    """Write every reminder of running deadlines that is due and was not written yet. Returns the number written.
    `rules` gives the stages at which each deadline rule has reminders."""
    calendar, come = recorded_calendar(), []
    unfinished = reduce(or_, (Q(rule=rule) & ~Q(reminded=stages[-1]) for rule, stages in rules.items()))
    for deadline in Deadline.objects.running().filter(unfinished, due_on__lte=on + LOOK_AHEAD):
        stage = stage_on(deadline.due_on, on, calendar, rules[deadline.rule])
        if stage is not None and stage != deadline.reminded:
            come.append((deadline, stage))
    return sum(_try(deadline, stage, words, on) for deadline, stage in come)


def _try(deadline: Deadline, stage: Stage, words: Words, on: date) -> int:
    """Write the reminders of one deadline. Errors are logged: others are still written, the next sweep retries."""
    try:
        return _write(deadline, stage, words, on)
    except Exception:
        log.exception("The reminders of deadline %s could not be written", deadline.pk)
        return 0


@transaction.atomic
def _write(deadline: Deadline, stage: Stage, words: Words, on: date) -> int:
    """Write the reminders of one deadline at its stage, unless it ended or they were written since it was read."""
    if not deadlines.claim(deadline, stage):
        return 0
    written = [
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{deadline.pk}:{stage}:{person.pk}")
        for content, person, key in words(deadline, stage, on)
    ]
    return sum(message is not None for message in written)
