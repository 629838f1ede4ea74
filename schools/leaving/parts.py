"""What waits for a person, by kind: the parts of the page for somebody who leaves, which the domains declare.

A part finds what is open with a person, says what becomes of it, and moves it to somebody else; and it finds what is
open with nobody who can act. Cases that are restricted are in no part: they are neither named nor counted here, and
their owner, or a director once the owner is gone, passes each of them on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True)
class Moving:
    """What moves from one person to another; `starts_on` is the first day of the person who takes it."""

    giving: User
    taking: User
    starts_on: date
    note: str
    by: User | None
    on: date


@dataclass(frozen=True)
class Item:
    """One thing that waits: the school or person it is about, what it is, and the address of its page."""

    about: str
    words: str
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class LeavingPart:
    """One kind of thing that waits for a person.

    `roles` are the roles and posts by which a person has it: it is left behind with the last of them. `waiting`
    finds what a person has, `gone` what nobody has who can act. `takers` are those who may take it and `take` gives
    it to one of them, and may return how many it gave; without `take` it follows the school, the role or the post,
    as `says` explains, or `end` ends it on the last day. `columns` are those that `item` reads. `fix` says what
    helps where nobody has it. `school` is the path to the school of a row. Of casework an administrator learns the
    number alone, others what `within` lets them read.
    """

    slug: str
    title: str
    order: int
    roles: tuple[str, ...]
    waiting: Callable[[User, date], QuerySet[Any]]
    item: Callable[[Any], Item]
    says: str
    columns: tuple[str, ...]
    gone: Callable[[date], QuerySet[Any]] | None = None
    fix: str = ""
    takers: Callable[[User, date], QuerySet[User]] | None = None
    take: Callable[[Sequence[Any], Moving], int | None] | None = None
    end: Callable[[Sequence[Any], date, User], None] | None = None
    school: str = "school"
    # Whether everybody who reads the page may open what its items lead to, administrators too.
    opens_to_all: bool = False
    is_casework: bool = False
    within: Callable[[UserRoles], Q] | None = None


PARTS: Registry[LeavingPart] = Registry("leaving parts", key=lambda part: part.slug, order=lambda part: part.order)


def can_act(path: str, roles: Sequence[str], on: date) -> Q:
    """A condition on rows: the person at `path` has an open account and holds one of some roles on a day."""
    able = RoleGrant.objects.filter(in_force(on), account_open(), user=OuterRef(path), role__in=list(roles))
    return Q(Exists(able))


def holders(roles: Sequence[str], on: date) -> QuerySet[User]:
    """Who holds one of some roles on a day and can sign in, by name."""
    held = RoleGrant.objects.filter(in_force(on), user=OuterRef("pk"), role__in=list(roles))
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")
