"""Messages about reviews. None says what is in one: it has a link to the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import PlanReview
from ..sent import COMMENT
from ..sides.queries import people_of
from ..states import Side


@dataclass(frozen=True, kw_only=True)
class AboutReview(Content):
    school: str
    plan: str
    # The day of the review.
    day: str
    who: str
    url: str
    reason: str = ""


class Reviewed(AboutReview):
    """To the head: the plan was reviewed, and they may comment."""

    kind: ClassVar[str] = "partnership_plan_reviewed"


class ReviewCorrected(AboutReview):
    """To the head: a review was corrected, with the reason."""

    kind: ClassVar[str] = "partnership_plan_review_corrected"


class ReviewWithdrawn(AboutReview):
    """To the head: a review was withdrawn, with the reason."""

    kind: ClassVar[str] = "partnership_plan_review_withdrawn"


class ReviewCommented(AboutReview):
    """To the partner: the head commented on a review."""

    kind: ClassVar[str] = "partnership_plan_review_commented"


MESSAGES = (Reviewed, ReviewCorrected, ReviewWithdrawn, ReviewCommented)


def tell_head(kind: type[AboutReview], review: PlanReview, *, by: User, key: int, on: date, reason: str = "") -> None:
    """Tell those who lead the school of a review; where there is nobody, they read it once there is."""
    people = people_of(review.plan.school, Side.HEAD, on)
    if not any(person.is_active for person in people):
        return
    _tell(kind, review, people, by=by, key=f"{kind.kind}:{key}", reason=reason)


def tell_commented(review: PlanReview, *, by: User, key: int, on: date) -> None:
    """Tell the partner, and give the head the receipt."""
    people = people_of(review.plan.school, Side.PARTNER, on)
    _tell(ReviewCommented, review, people, by=by, key=f"{ReviewCommented.kind}:{key}")
    plan = review.plan
    give_receipt(
        COMMENT,
        key=f"plan-review-comment-{key}",
        school=plan.school,
        by=by,
        on=on,
        next_=f"The {plan.framework.title('sip')} and everybody else who can read the plan can read your comment.",
        url=link("plan_review", pk=review.pk),
        names={"plan": plan.title},
    )


def _tell(
    kind: type[AboutReview], review: PlanReview, people: Iterable[User], *, by: User, key: str, reason: str = ""
) -> None:
    signed = sender(by, "")
    content = kind(
        school=review.plan.school.name,
        plan=review.plan.title,
        day=in_words(review.on),
        who=by.name,
        url=link("plan_review", pk=review.pk),
        reason=reason,
        sender=signed if signed.telephone else None,
    )
    for person in reached(people, kind, but=by):
        put(content, to=person.email, name=person.name, dedupe_key=f"{key}:{person.pk}")
