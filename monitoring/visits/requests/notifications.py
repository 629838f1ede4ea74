"""Messages about requests for extra days: to the Principal Officer who answers, and to who asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import officers_with_cover, who_hears_instead
from sil import clock
from sil.accounts.models import User, in_force
from sil.framework.schema import days_in_words
from sil.framework.years import label
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import ExtraDaysRequest


@dataclass(frozen=True, kw_only=True)
class AboutRequest(Content):
    """What every message about one request says."""

    school: str
    year: str
    days: str
    reason: str
    who: str
    url: str


class Asked(AboutRequest):
    kind: ClassVar[str] = "extra_days_asked"


class RequestApproved(AboutRequest):
    kind: ClassVar[str] = "extra_days_request_approved"
    can_wait: ClassVar[bool] = True


class RequestDeclined(AboutRequest):
    kind: ClassVar[str] = "extra_days_request_declined"
    can_wait: ClassVar[bool] = True


MESSAGES = (Asked, RequestApproved, RequestDeclined)


def tell_asked(asked: ExtraDaysRequest, *, on: date) -> None:
    """Tell the school's Principal Officer and who covers for them, else every Principal Officer."""
    own = officers_with_cover(asked.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    every = User.objects.filter(in_force(on, prefix="grants__"), grants__role="principal_officer", is_active=True)
    _tell(Asked, asked, own or every.distinct().order_by("pk"), who=asked.asked_by, reason=asked.reason)


def tell_approved(asked: ExtraDaysRequest, *, by: User) -> None:
    _tell(RequestApproved, asked, [asked.asked_by], who=by, reason=asked.answer)


def tell_declined(asked: ExtraDaysRequest, *, by: User) -> None:
    _tell(RequestDeclined, asked, [asked.asked_by], who=by, reason=asked.answer)


def _tell(
    message: type[AboutRequest], asked: ExtraDaysRequest, people: Iterable[User], *, who: User, reason: str
) -> None:
    """Write one message to each person but the one who acts (`who`); where none of them can be reached, to whoever
    hears of the school instead."""
    answers = message is Asked
    content = message(
        school=asked.school.name,
        year=label(asked.academic_year),
        days=days_in_words(asked.days),
        reason=reason,
        who=who.name,
        sender=sender(who),
        url=link("days_request", pk=asked.pk) if answers else link("days", urn=asked.school_id),
    )
    instead = who_hears_instead(asked.school, AssignmentRole.SIP, clock.today())
    for person in reached(people, message, otherwise=instead, but=who):
        put(content, to=person.email, name=person.name)
