"""Messages about days that a school asks for: to the partner, and back to those who lead the school."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import leads_of, who_hears
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.framework.schema import days_in_words
from sil.framework.years import label
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import ExtraDaysRequest, SchoolDaysRequest
from ..sent import DAYS_ASKED, DAYS_WITHDRAWN


@dataclass(frozen=True, kw_only=True)
class AboutSchoolDays(Content):
    """What every message about a request says."""

    school: str
    year: str
    days: str
    reason: str
    who: str
    url: str


class SchoolAsked(AboutSchoolDays):
    """To the school's partner."""

    kind: ClassVar[str] = "school_days_asked"


class SchoolWithdrew(AboutSchoolDays):
    """To the school's partner."""

    kind: ClassVar[str] = "school_days_withdrawn"
    can_wait: ClassVar[bool] = True


class PassedOn(AboutSchoolDays):
    """To those who lead the school: the partner asked a Principal Officer."""

    kind: ClassVar[str] = "school_days_passed_on"
    can_wait: ClassVar[bool] = True


class SchoolDeclined(AboutSchoolDays):
    """To those who lead the school."""

    kind: ClassVar[str] = "school_days_declined"
    can_wait: ClassVar[bool] = True


MESSAGES = (SchoolAsked, SchoolWithdrew, PassedOn, SchoolDeclined)


def receipt_key(asked: SchoolDaysRequest) -> str:
    """Return what the receipt of a request is kept by."""
    return f"school-days-{asked.pk}"


def tell_partner(message: type[AboutSchoolDays], asked: SchoolDaysRequest, *, by: User, on: date) -> None:
    """Tell the partner and who covers for them, or whoever hears of the school instead, and give the receipt."""
    _tell(message, asked, who_hears(asked.school, AssignmentRole.SIP, on), by=by, reason=asked.reason)
    withdrawn = message is SchoolWithdrew
    give_receipt(
        DAYS_WITHDRAWN if withdrawn else DAYS_ASKED,
        key=f"{receipt_key(asked)}{'-withdrawn' if withdrawn else ''}",
        school=asked.school,
        by=by,
        on=on,
        next_="Nobody answers it any more." if withdrawn else "Your partner answers, and we will email you.",
        url=link("more_days", pk=asked.pk),
        names={"days": days_in_words(asked.days)},
    )


def tell_school(message: type[AboutSchoolDays], asked: SchoolDaysRequest, *, by: User, on: date) -> None:
    """Tell those who lead the school. Where nobody does any more, nobody waits for it."""
    answer = asked.request.answer if asked.request else asked.answer
    if people := [post.user for post in leads_of(asked.school, on)]:
        _tell(message, asked, people, by=by, reason=answer)


def hear_declined(declined: ExtraDaysRequest, by: User, on: date) -> None:
    """Tell the school that asked for the days which a Principal Officer declined, if one did."""
    asked = SchoolDaysRequest.objects.filter(request=declined).select_related("school", "request").first()
    if asked:
        tell_school(SchoolDeclined, asked, by=by, on=on)


def _tell(
    message: type[AboutSchoolDays], asked: SchoolDaysRequest, people: Iterable[User], *, by: User, reason: str
) -> None:
    said = message(
        school=asked.school.name,
        year=label(asked.academic_year),
        days=days_in_words(asked.days),
        reason=reason,
        who=by.name,
        url=link("more_days", pk=asked.pk),
        sender=sender(by),
    )
    for person in reached(people, message, but=by):
        put(said, to=person.email, name=person.name, dedupe_key=f"{message.kind}:{asked.pk}:{person.pk}")
