"""Emails about requests for information: reminders to those who answer them. They name nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import USUAL, Stage
from sil.outbox.post import Content, link
from sil.outbox.reached import reached
from sil.outbox.reminding import Reminder, remind_of

from ..models import InformationRequest
from .limits import RULES
from .permissions import keepers


@dataclass(frozen=True, kw_only=True)
class RequestDue(Content):
    """To those who answer requests: one is due soon, today, or late. `what` is its kind."""

    kind: ClassVar[str] = "information_request_due"
    number: int
    what: str
    due: str
    url: str
    stage: str

    def waits_for_morning(self) -> bool:
        return self.stage == Stage.BEFORE


MESSAGES = (RequestDue,)


def remind(on: date) -> int:
    """Write every reminder whose day has come and that was not written yet. Returns the number of messages."""
    return remind_of(dict.fromkeys(RULES, USUAL), _of_request, on=on)


def _of_request(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    found = InformationRequest.objects.get(pk=int(deadline.subject_id))
    content = RequestDue(
        number=found.pk,
        what=found.get_kind_display().lower(),
        due=weekday_in_words(deadline.due_on),
        url=link("information_request", pk=found.pk),
        stage=stage,
    )
    for person in reached((each for each in keepers(on) if each.pk != found.person_id), RequestDue):
        yield content, person, "remind-information-request"
