"""Messages about more time to answer: to the partner, and back to those who lead the school."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.models import AssignmentRole
from schools.queries import leads_of, who_hears
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.framework.years import label
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import TimeRequest


@dataclass(frozen=True, kw_only=True)
class AboutTime(Content):
    """What every message about a request says."""

    school: str
    allocation_name: str
    year: str
    # By when the answer is due, and until when more time is asked for or given, in words.
    due: str
    until: str
    reason: str
    who: str
    role: str
    url: str


class TimeAsked(AboutTime):
    """To the school's partner."""

    kind: ClassVar[str] = "more_time_asked"


class TimeGiven(AboutTime):
    """To those who lead the school."""

    kind: ClassVar[str] = "more_time_given"


class TimeDeclined(AboutTime):
    """To those who lead the school."""

    kind: ClassVar[str] = "more_time_declined"


class TimeWithdrawn(AboutTime):
    """To the school's partner."""

    kind: ClassVar[str] = "more_time_withdrawn"
    can_wait: ClassVar[bool] = True


MESSAGES = (TimeAsked, TimeGiven, TimeDeclined, TimeWithdrawn)
ASKED = Sent(slug="more_time", name="request for more time to answer about the {thing}", routes=("more_time_ask",))
WITHDRAWN = Sent(
    slug="more_time_withdrawn",
    name="withdrawal of the request for more time to answer about the {thing}",
    routes=("more_time_withdraw",),
)


def tell_partner(message: type[AboutTime], found: TimeRequest, *, by: User, role: str, on: date) -> None:
    """Tell the school's partner and who covers for them, or whoever hears of the school instead."""
    people = who_hears(found.allocation.school, AssignmentRole.SIP, on)
    _tell(message, found, people, by=by, role=role, until=found.wanted_on, reason=found.reason)


def tell_school(found: TimeRequest, *, by: User, role: str, on: date) -> None:
    """Tell those who lead the school what was answered. Where nobody leads it any more, nobody waits for it."""
    message = TimeGiven if found.given_until else TimeDeclined
    people = [post.user for post in leads_of(found.allocation.school, on)]
    if people:
        until = found.given_until or found.due_on
        _tell(message, found, people, by=by, role=role, until=until, reason=found.answer)


def receipt_key(found: TimeRequest, kind: Sent = ASKED) -> str:
    """Return what the receipt of a request, or of its withdrawal, is kept by."""
    return f"{kind.slug}-{found.pk}"


def receipt(kind: Sent, found: TimeRequest, *, by: User, on: date) -> None:
    allocation, due = found.allocation, weekday_in_words(found.due_on)
    next_ = {
        ASKED: f"Your partner answers here, and we will email you. Until then, your answer is still due by {due}.",
        WITHDRAWN: f"Your answer is still due by {due}.",
    }[kind]
    give_receipt(
        kind,
        key=receipt_key(found, kind),
        school=allocation.school,
        by=by,
        on=on,
        next_=next_,
        url=link("more_time", pk=found.pk),
        names={"thing": f"{allocation.framework.allocation.name} {label(allocation.round.academic_year)}"},
    )


def _tell(
    message: type[AboutTime], found: TimeRequest, people: Any, *, by: User, role: str, until: date, reason: str
) -> None:
    allocation = found.allocation
    said = message(
        school=allocation.school.name,
        allocation_name=allocation.framework.allocation.name,
        year=label(allocation.round.academic_year),
        due=weekday_in_words(found.due_on),
        until=weekday_in_words(until),
        reason=reason,
        who=by.name,
        role=role,
        url=link("more_time", pk=found.pk),
        sender=sender(by, role),
    )
    for person in reached(people, message, but=by):
        put(said, to=person.email, name=person.name, dedupe_key=f"{message.kind}:{found.pk}:{person.pk}")
