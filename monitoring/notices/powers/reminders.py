"""Reminders that a board or a suspended budget is reviewed, to whoever looks after the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil.deadlines.models import Deadline
from sil.deadlines.reminders import USUAL, Stage
from sil.outbox.post import Content, link
from sil.outbox.reminding import Reminder, remind_of

from ..case.in_use import powers_in_use
from ..models import CaseLetter
from ..plans.notifications import officers_of_case
from ..plans.reminders import when_in_words
from ..transitions import POWER_REVIEW
from .policies import reviewed_in

STAGES = {POWER_REVIEW: USUAL}


@dataclass(frozen=True, kw_only=True)
class ReviewDue(Content):
    """`what` is what is reviewed, such as "the interim executive board"."""

    kind: ClassVar[str] = "power_review_due"
    school: str
    what: str
    url: str
    stage: str
    due: str
    basis: str


MESSAGES = (ReviewDue,)


def remind(on: date) -> int:
    """Write every reminder whose day has come and that was not written yet. Returns the number of messages."""
    return remind_of(STAGES, _of_review, on=on)


def _of_review(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    related = CaseLetter.objects.select_related("case__school", "case__owner")
    letter = related.get(pk=deadline.subject_id)
    if not letter.case.is_open or not powers_in_use(on).filter(pk=letter.pk).exists():
        return
    content = ReviewDue(
        school=letter.case.school.name,
        what=reviewed_in(letter),
        url=link("power_periodic_review", pk=letter.pk),
        **when_in_words(deadline, stage, on),
    )
    for person in officers_of_case(letter.case, on):
        yield content, person, "remind-power-review"
