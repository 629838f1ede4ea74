"""Messages of a survey to those who are asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Cycle, Invitation
from .queries import people_asked


@dataclass(frozen=True, kw_only=True)
class AboutSurvey(Content):
    survey: str
    school: str
    role: str
    # The last day for answers, in words.
    due: str
    in_confidence: bool
    url: str


class Asked(AboutSurvey):
    kind: ClassVar[str] = "survey_asked"


class Reminder(AboutSurvey):
    """Some days before the last one."""

    kind: ClassVar[str] = "survey_reminder"


class Moved(AboutSurvey):
    """There is more time."""

    kind: ClassVar[str] = "survey_moved"


class Ended(AboutSurvey):
    """It was cancelled or closed early, and nothing is asked any more."""

    kind: ClassVar[str] = "survey_ended"
    can_wait: ClassVar[bool] = True


class Shared(AboutSurvey):
    """What the survey said, and what will be done, can be read."""

    kind: ClassVar[str] = "survey_shared"
    can_wait: ClassVar[bool] = True


MESSAGES = (Asked, Reminder, Moved, Ended, Shared)


def tell(
    content: type[AboutSurvey],
    cycle: Cycle,
    invitations: Iterable[Invitation],
    *,
    on: date,
    by: User | None = None,
    url: str = "",
) -> int:
    """Write one message to everybody who holds the post of an invitation, in one transaction with the act. Nobody is
    told where a post has become vacant: the page of the survey says so. Returns the number of messages written."""
    there = list(invitations)
    people = people_asked(there, on)
    signed = sender(by) if by else None
    written = 0
    for each in there:
        said = content(
            survey=cycle.name,
            school=each.school.name,
            role=each.post.lower(),
            due=weekday_in_words(cycle.closes_on),
            in_confidence=cycle.in_confidence,
            url=settings.SITE_URL + (url or each.get_absolute_url()),
            sender=signed,
        )
        for person in reached(people[each.pk], content) if people[each.pk] else ():
            key = f"{content.kind}:{each.pk}:{cycle.closes_on}:{person.pk}"
            written += put(said, to=person.email, name=person.name, dedupe_key=key) is not None
    return written
