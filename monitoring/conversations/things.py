"""What a conversation can be about. The apps declare it: a visit, a plan, support."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A record that a conversation is about. `title` is what it is in a sentence, with its day if it has one: "core
    visit on 20 November 2026". `officers` handle it besides the school's partner."""

    thing: str
    key: int
    school: School
    title: str
    # Its page; blank where a person may no longer read it.
    href: str = ""
    officers: Sequence[User] = ()

    @property
    def url(self) -> str:
        """The address of the conversation about it."""
        return reverse("conversation", kwargs={"urn": self.school.pk, "thing": self.thing, "key": self.key})


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A kind of record. `find` returns one that a person may read, or None; `handled` the keys of those that a person
    handles besides the school's partner, and asks the database nothing."""

    slug: str
    # What it is called in a sentence: "visit".
    name: str
    find: Callable[[UserRoles, int], Subject | None]
    handled: Callable[[UserRoles], QuerySet[Any, Any]] | None = None


THINGS: Registry[Thing] = Registry("things that conversations are about", key=lambda thing: thing.slug)


def subject_for(who: UserRoles, thing: str, key: int, urn: int) -> Subject | None:
    """Return the record of a kind with a key, if it is that school's and a person may read it."""
    found = THINGS[thing].find(who, key) if thing in THINGS else None
    return found if found and found.school.pk == urn else None
