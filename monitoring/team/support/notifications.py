"""Messages about financial support, to those who decide and those who are told the decision. They name no amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.leaving.parts import holders as directors
from schools.models import AssignmentRole
from schools.queries import holders, who_hears
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.accounts.roles import LEADS, ROLES, Permission
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import SupportRequest
from ..sent import SUPPORT_ASKED

# The roles of those who decide where a Principal Officer asked.
DIRECTORS = tuple(slug for slug, role in ROLES.items() if Permission.ALLOCATION_DETERMINE in role.permissions)
NEXT = "A Principal Officer or a director decides, with a reason. We will email you the decision."


@dataclass(frozen=True, kw_only=True)
class AboutSupport(Content):
    school: str
    year: str
    day: str
    who: str
    url: str
    agreed: bool = False


class SupportAsked(AboutSupport):
    """To the school's Principal Officer."""

    kind: ClassVar[str] = "team_support_asked"


class SupportDecided(AboutSupport):
    """To whoever asked, the headteacher and the lead of the team."""

    kind: ClassVar[str] = "team_support_decided"


MESSAGES = (SupportAsked, SupportDecided)


def tell_asked(request: SupportRequest, *, by: User, on: date) -> None:
    """Tell the school's Principal Officer; the directors where that is who asked, since nobody decides on their own."""
    officers = [each for each in who_hears(request.team.school, AssignmentRole.PRINCIPAL_OFFICER, on) if each != by]
    _put(SupportAsked, request, officers or directors(DIRECTORS, on), by=by, on=on)


def tell_decided(request: SupportRequest, *, by: User, on: date) -> None:
    heads = [post.user for post in holders(request.team.school, on, LEADS)]
    _put(SupportDecided, request, [request.asked_by, request.team.lead, *heads], by=by, on=on)


def give_support_receipt(request: SupportRequest, *, by: User, on: date) -> None:
    """Give the school its receipt. The caller holds the transaction."""
    give_receipt(
        SUPPORT_ASKED,
        key=f"team-support-{request.pk}",
        school=request.team.school,
        by=by,
        on=on,
        next_=NEXT,
        url=link("team_support", pk=request.pk),
    )


def _put(message: type[AboutSupport], request: SupportRequest, people: Iterable[User], *, by: User, on: date) -> None:
    content = message(
        school=request.team.school.name,
        year=request.year_in_words,
        day=in_words(on),
        who=by.name,
        url=link("team_support", pk=request.pk),
        agreed=request.status == SupportRequest.Status.AGREED,
        sender=sender(by),
    )
    for person in reached(people, message, but=by):
        put(content, to=person.email, name=person.name)
