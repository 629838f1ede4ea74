"""Emails about a handover: to both partners, and to those who lead a school, that their partner changes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS
from sil.clock import in_words
from sil.framework.queries import titles
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import AssignmentRole, Handover, Post, School


@dataclass(frozen=True, kw_only=True)
class HandedOver(Content):
    """To both partners; `is_taking` is whether it goes to the one whose schools they become."""

    kind: ClassVar[str] = "handover"
    is_neutral: ClassVar[bool] = True
    is_taking: bool
    other: str
    number: int
    starts_on: str
    url: str


@dataclass(frozen=True, kw_only=True)
class PartnerChanges(Content):
    """To those who lead the schools. It never holds the note."""

    kind: ClassVar[str] = "partner_changes"
    can_wait: ClassVar[bool] = True
    is_neutral: ClassVar[bool] = True
    schools: tuple[str, ...]
    partner: str
    email: str
    telephone: str
    before: str
    role: str
    starts_on: str
    has_come: bool
    url: str


MESSAGES = (HandedOver, PartnerChanges)


def tell(handover: Handover, schools: Sequence[School], *, by: User | None, on: date) -> None:
    """Write to both partners, and to those who lead the schools; not to the person who handed over."""
    giving, taking = handover.giving, handover.taking
    day, url = in_words(handover.starts_on), link("handover", pk=handover.pk)
    for person in reached((taking, giving), HandedOver, but=by):
        content = HandedOver(
            is_taking=person == taking,
            other=(giving if person == taking else taking).name,
            number=len(schools),
            starts_on=day,
            url=url,
            sender=sender(by) if by else None,
        )
        put(content, to=person.email, name=person.name)
    for head, led in _leads(schools, on).items():
        changes = PartnerChanges(
            schools=tuple(school.name for school in led),
            partner=taking.name,
            email=taking.email,
            telephone=taking.telephone,
            before=giving.name,
            role=titles()[AssignmentRole.SIP],
            starts_on=day,
            has_come=handover.starts_on <= on,
            url=link("home"),
            sender=sender(by) if by else None,
        )
        put(changes, to=head.email, name=head.name)


def _leads(schools: Sequence[School], on: date) -> dict[User, list[School]]:
    """Whoever leads any of the schools, with theirs; one query."""
    posts = Post.objects.filter(in_force(on), school__in=schools, role__in=LEADS, user__is_active=True)
    found: dict[User, list[School]] = defaultdict(list)
    for post in posts.select_related("user", "school").order_by("user__name", "school__name"):
        if post.school not in found[post.user]:
            found[post.user].append(post.school)
    return found
