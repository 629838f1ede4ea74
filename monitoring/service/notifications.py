"""Messages about a concern about the service. They link to its page and quote nothing."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, who_hears
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.audit.models import Event
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from .models import ServiceConcern


@dataclass(frozen=True, kw_only=True)
class AboutConcern(Content):
    school: str
    url: str
    due: str = ""
    # Who answered it.
    who: str = ""
    # Whether the school was not satisfied with an earlier answer, and whether an answer is corrected.
    again: bool = False
    correction: bool = False


class Raised(AboutConcern):
    """To whoever looks into it."""

    kind: ClassVar[str] = "service_concern_raised"


class Answered(AboutConcern):
    """To whoever raised it."""

    kind: ClassVar[str] = "service_concern_answered"


MESSAGES = (Raised, Answered)


def tell(
    content: type[AboutConcern],
    concern: ServiceConcern,
    to: User,
    *,
    by: User | None = None,
    due: str = "",
    again: bool = False,
    correction: bool = False,
) -> None:
    """Send one message about a concern to a person; where the account is closed, to those who speak for the school, or
    to its Principal Officers. An officer (`by`) signs it."""
    on = clock.today()
    heirs = [post.user for post in holders(concern.school, on, (*LEADS, *GOVERNANCE))] if content is Answered else []
    instead = heirs or who_hears(concern.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    said = content(
        school=concern.school.name,
        url=link("service_concern", pk=concern.pk),
        due=due,
        who=by.name if by else "",
        again=again,
        correction=correction,
        sender=sender(by) if by else None,
    )
    for person in reached([to], content, otherwise=instead):
        put(said, to=person.email, name=person.name)


def receipts_key(concern: ServiceConcern, number: int) -> str:
    """Return what the receipt of the first, second, ... time that a concern was sent is kept by."""
    return f"service-concern-{concern.pk}-{number}"


def give_concern_receipt(kind: Sent, concern: ServiceConcern, *, by: User, due: str, on: date) -> None:
    number = times_sent(concern)
    who = concern.owner.name if concern.owner else "Somebody who answers for the service"
    next_ = f"{who} looks into it and answers{f' by {due}' if due else ''}. We will email you the answer."
    give_receipt(
        kind,
        key=receipts_key(concern, number),
        school=concern.school,
        by=by,
        on=on,
        next_=next_,
        url=link("service_concern", pk=concern.pk),
        # Not the partner, who may be what it is about.
        ask=(AssignmentRole.PRINCIPAL_OFFICER,),
    )


def times_sent(concern: ServiceConcern) -> int:
    """Return how often a school has sent a concern: when it raised it, and each time an answer did not satisfy it."""
    sent = ("service_concern.sent", "service_concern.reopened")
    return Event.objects.filter(
        subject_table=ServiceConcern._meta.db_table, subject_id=str(concern.pk), kind__in=sent
    ).count()
