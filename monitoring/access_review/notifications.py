"""Emails about access reviews: to those who review that one has started, with reminders, and to those who are asked to
end an access."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Q

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import USUAL, Stage
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.reminding import Reminder, remind_of
from sil.outbox.sender import sender

from .models import AccessReview, ReviewedAccess
from .permissions import enders, reviewers
from .queries import RULE

STARTED = "started"


@dataclass(frozen=True, kw_only=True)
class AboutReview(Content):
    """What every message about a review says. `stage` is that of a reminder, or blank."""

    is_neutral: ClassVar[bool] = True
    # autumn term 2026
    term: str
    due: str
    url: str
    stage: str = ""


class ToReview(AboutReview):
    """To those who review: it has started, or is due."""

    kind: ClassVar[str] = "access_review_due"

    def waits_for_morning(self) -> bool:
        return self.stage == Stage.BEFORE


@dataclass(frozen=True, kw_only=True)
class ToEnd(AboutReview):
    """To those who may end what a reviewer may not, once a day: they find all of it behind the link. `who` is the
    reviewer, blank in a reminder."""

    kind: ClassVar[str] = "access_review_to_end"
    who: str = ""


MESSAGES = (ToReview, ToEnd)


def tell_started(review: AccessReview, *, on: date) -> None:
    content = ToReview(**_about(review), stage=STARTED)
    for person in reached(reviewers(on), ToReview):
        put(content, to=person.email, name=person.name)


def tell_to_end(line: ReviewedAccess, *, by: User, on: date) -> None:
    content = ToEnd(**_about(line.review), who=by.name, sender=sender(by))
    asked = enders([line.kind], on).exclude(pk=line.person_id)
    for person in reached(asked, ToEnd, otherwise=reviewers(on), but=by):
        key = f"access_review_to_end:{line.review_id}:{on}:{person.pk}"
        put(content, to=person.email, name=person.name, dedupe_key=key)


def remind(on: date) -> int:
    """Write every reminder whose day has come and that was not written yet. Returns the number of messages."""
    return remind_of({RULE: USUAL}, _of_review, on=on)


def _of_review(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    review = AccessReview.objects.select_related("term").get(pk=int(deadline.subject_id))
    about = _about(review)
    for person in reviewers(on):
        if _asks(review, person):
            yield ToReview(**about, stage=stage), person, "remind-access-review"
    to_end = review.lines.filter(decision=ReviewedAccess.Decision.TO_END)
    for person in enders(set(to_end.values_list("kind", flat=True)), on):
        yield ToEnd(**about, stage=stage), person, "remind-access-to-end"


def _asks(review: AccessReview, person: User) -> bool:
    """Whether a line waits that somebody may decide, or the review can be finished."""
    waits = review.lines.filter(decision="")
    return waits.filter(~Q(person=person)).exists() or not waits.exists()


def _about(review: AccessReview) -> dict[str, Any]:
    assert review.due_on is not None, "its period starts with it"
    return {
        "term": review.term.words,
        "due": weekday_in_words(review.due_on),
        "url": link("access_review", pk=review.pk),
    }
