"""Who hears that days of support were added or taken back?"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, officers_with_cover
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.framework.years import label
from sil.outbox.post import Content, link, put

from ..models import ExtraDays


@dataclass(frozen=True, kw_only=True)
class DaysChanged(Content):
    """To whoever leads the school and its partner: the page says how many days, the message does not."""

    kind: ClassVar[str] = "extra_days"
    school: str
    year: str
    who: str
    taken_back: bool
    url: str


def tell_of_days(extra: ExtraDays, *, by: User, on: date) -> None:
    """One message to each of them who is not the one who did it."""
    told = {post.user for post in holders(extra.school, on, LEADS)} | {
        *officers_with_cover(extra.school, AssignmentRole.SIP, on)
    }
    content = DaysChanged(
        school=extra.school.name,
        year=label(extra.academic_year),
        who=by.name,
        taken_back=extra.withdrawn_on is not None,
        url=f"{link('days', urn=extra.school_id)}?year={extra.academic_year}",
    )
    for person in sorted((each for each in told if each != by and each.is_active), key=lambda each: each.pk):
        put(content, to=person.email, name=person.name)
