"""Queries of conversations: the one about a record, its last entries, and whom it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, QuerySet, Window

from schools.models import AssignmentRole, School
from schools.queries import leads_of, who_hears
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles

from .models import Conversation, Entry, Side
from .permissions import Voice, may_read, voice_of
from .things import Subject, subject_for

# Entries beside the thing that they are about, and on a page of the whole.
FEW, PAGE = 3, 25


class EntryColumns(TypedDict):
    """How many entries there are in all."""

    count: int


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CountedEntry = WithAnnotations[Entry, EntryColumns]


@dataclass(frozen=True)
class Found:
    """A conversation as a person finds it, begun or not, and how they write in it, if they do."""

    subject: Subject
    conversation: Conversation | None
    voice: Voice | None


def find(who: UserRoles, urn: int, thing: str, key: int) -> Found | None:
    """Return the conversation with a school about a record, or None where a person may not read it. It can be begun
    about a record of the school that they may read."""
    there = Conversation.objects.filter(thing=thing, key=key, school=urn).select_related("school").first()
    subject = subject_for(who, thing, key, urn) or (kept_subject(there) if there else None)
    if subject is None or not may_read(who, subject.school, subject.officers):
        return None
    return Found(subject, there, voice_of(who.user, subject.school, who.on, subject.officers))


def kept_subject(conversation: Conversation) -> Subject:
    """Return what a conversation is about, as it knows it, where the record is another school's by now or was entered
    by mistake."""
    return Subject(thing=conversation.thing, key=conversation.key, school=conversation.school, title=conversation.title)


def entries_of(conversation: Conversation) -> QuerySet[Entry]:
    """Return what was written, the latest first."""
    return conversation.entries.select_related("by")


def last_entries(subject: Subject) -> "list[CountedEntry]":
    """Return the last few entries about a record, the latest first, each with `count`, the number of all. One query."""
    found = Entry.objects.filter(
        conversation__thing=subject.thing, conversation__key=subject.key, conversation__school=subject.school
    )
    return list(found.select_related("by").annotate(count=Window(Count("pk")))[:FEW])


def people_of(side: Side, school: School, on: date, *, officers: Sequence[User], joined: Sequence[User]) -> list[User]:
    """Return whom a conversation concerns on a side: those who lead the school; or its partner and who covers for them
    (where there is nobody, whoever hears of the school instead), the officers who handle its thing, and those who have
    joined it."""
    if side == Side.SCHOOL:
        return [post.user for post in leads_of(school, on)]
    beside = [each for each in (*officers, *joined) if voice_of(each, school, on, officers)]
    return list(dict.fromkeys([*who_hears(school, AssignmentRole.SIP, on), *beside]))


def joined(conversation: Conversation) -> list[User]:
    """Return who has written for School Improvement."""
    wrote = conversation.entries.order_by().filter(side=Side.SERVICE).values("by")
    return list(User.objects.filter(pk__in=wrote, is_active=True).order_by("pk"))
