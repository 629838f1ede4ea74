"""Messages about extra days of support that were approved or withdrawn."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import leads_of, who_hears
from sil.accounts.models import User
from sil.framework.years import label
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import ExtraDays


@dataclass(frozen=True, kw_only=True)
class AboutExtraDays(Content):
    """To whoever leads the school and its partner: the page says how many days, the message does not."""

    school: str
    year: str
    who: str
    url: str


class DaysApproved(AboutExtraDays):
    kind: ClassVar[str] = "extra_days_approved"
    can_wait: ClassVar[bool] = True


class DaysWithdrawn(AboutExtraDays):
    kind: ClassVar[str] = "extra_days_withdrawn"
    can_wait: ClassVar[bool] = True


MESSAGES = (DaysApproved, DaysWithdrawn)


def tell_approved(extra: ExtraDays, *, by: User, on: date) -> None:
    """Tell the school's head and partner, unless they did it themselves."""
    _tell(DaysApproved, extra, by=by, on=on)


def tell_withdrawn(extra: ExtraDays, *, by: User, on: date) -> None:
    """Tell the school's head and partner, unless they did it themselves."""
    _tell(DaysWithdrawn, extra, by=by, on=on)


def _tell(message: type[AboutExtraDays], extra: ExtraDays, *, by: User, on: date) -> None:
    told = {post.user for post in leads_of(extra.school, on)} | {*who_hears(extra.school, AssignmentRole.SIP, on)}
    content = message(
        school=extra.school.name,
        year=label(extra.academic_year),
        who=by.name,
        sender=sender(by),
        url=f"{link('days', urn=extra.school_id)}?year={extra.academic_year}",
    )
    for person in reached(sorted(told, key=lambda each: each.pk), message, but=by):
        put(content, to=person.email, name=person.name)
