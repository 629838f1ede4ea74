"""Messages about financial support, to those who decide and those who are told the decision. They name no amount."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.leaving.parts import holders as directors
from schools.models import AssignmentRole
from schools.queries import leads_of, who_hears
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.accounts.roles import ROLES, Permission
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import SupportRequest
from ..sent import SUPPORT_ASKED, SUPPORT_WITHDRAWN
from .permissions import may_decide

# The roles of those who decide where a Principal Officer asked.
DIRECTORS = tuple(slug for slug, role in ROLES.items() if Permission.ALLOCATION_DETERMINE in role.permissions)
# What the receipt says comes next.
NEXT = {
    SUPPORT_ASKED.slug: "A Principal Officer or a director will decide and give the reason. We will email you the "
    "decision. You can withdraw the request until then.",
    SUPPORT_WITHDRAWN.slug: "Nobody will decide on it. You can ask again.",
}


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


class SupportWithdrawn(AboutSupport):
    """To those who were to decide."""

    kind: ClassVar[str] = "team_support_withdrawn"


class SupportDecided(AboutSupport):
    """To whoever asked, the headteacher and the lead of the team."""

    kind: ClassVar[str] = "team_support_decided"


MESSAGES = (SupportAsked, SupportWithdrawn, SupportDecided)


def tell_asked(message: type[AboutSupport], request: SupportRequest, *, by: User, on: date) -> None:
    """Tell those who decide: the school's Principal Officer, or all of them where it has none; the directors where none
    of those may, as where the only one has asked."""
    officers = who_hears(request.team.school, AssignmentRole.PRINCIPAL_OFFICER, on)
    found = _deciding(officers, request, on) or _deciding(directors(DIRECTORS, on), request, on)
    _put(message, request, found, by=by, on=on)


def _deciding(people: Iterable[User], request: SupportRequest, on: date) -> list[User]:
    return [each for each in people if may_decide(request, by=each, on=on)]


def tell_decided(request: SupportRequest, *, by: User, on: date) -> None:
    heads = [post.user for post in leads_of(request.team.school, on)]
    _put(SupportDecided, request, [request.asked_by, request.team.lead, *heads], by=by, on=on)


def give_support_receipt(kind: Sent, request: SupportRequest, *, by: User, on: date) -> None:
    """Give the school its receipt. The caller holds the transaction."""
    give_receipt(
        kind,
        key=f"{kind.slug}-{request.pk}",
        school=request.team.school,
        by=by,
        on=on,
        next_=NEXT[kind.slug],
        url=link("team_support", pk=request.pk),
    )


def _put(message: type[AboutSupport], request: SupportRequest, people: Iterable[User], *, by: User, on: date) -> None:
    content = message(
        school=request.school.name,
        year=request.year_in_words,
        day=in_words(on),
        who=by.name,
        url=link("team_support", pk=request.pk),
        agreed=request.status == SupportRequest.Status.AGREED,
        sender=sender(by),
    )
    for person in reached(people, message, but=by):
        put(content, to=person.email, name=person.name)
