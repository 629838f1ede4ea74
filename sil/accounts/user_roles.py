"""The roles of a person on a day, and what these let them do.

Roles come from two places: grants on the authority's side (here), and posts at schools, a source that the schools app
declares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet
from django.db.models.expressions import Combinable

from sil.audit.shown import Snapshot
from sil.memo import is_reading, remembered
from sil.registry import Registry
from sil.workflow import Denied

from .models import RoleGrant, User, in_force
from .roles import ROLES, Permission


@dataclass(frozen=True)
class Source:
    """A place that roles come from. `roles` takes (user or an expression for one, day) and returns their slugs."""

    slug: str
    roles: Callable[[User | OuterRef, date], QuerySet[Model, str]]


@dataclass(frozen=True)
class Companion:
    """What every page asks beside the roles of whoever is signed in, read along with them. `read` gives the expression,
    `keep` takes its value once the page is being read."""

    slug: str
    read: Callable[[], Combinable]
    keep: Callable[[Any], None]


COMPANIONS: Registry[Companion] = Registry("read with the signed-in person", key=lambda companion: companion.slug)
SOURCES: Registry[Source] = Registry("role sources", key=lambda source: source.slug)


@dataclass(frozen=True)
class UserRoles:
    """A person's roles on a day. `may` answers for the kind of act, never for one record."""

    user: User
    on: date
    roles: frozenset[str]

    def may(self, *permissions: Permission) -> bool:
        """True when any of the roles carries any of the permissions."""
        held = (ROLES[slug] for slug in self.roles if slug in ROLES)
        return any(p in role.permissions for role in held for p in permissions)

    def holds(self, *slugs: str) -> bool:
        return not self.roles.isdisjoint(slugs)


@remembered
def roles_of(user: User, on: date) -> UserRoles:
    """A person's roles on a day; a closed account has none. One query, and none for a page that is
    read by the person who was signed in with their roles (see `signed_in_with`)."""
    if not user.is_active:
        return UserRoles(user, on, frozenset())
    known = _known(user, on) if is_reading() else None
    return UserRoles(user, on, frozenset(_held(user, on)) if known is None else known)


def roles_signed_in_with(user: User, on: date) -> UserRoles:
    """The roles that were read with whoever is signed in: what they may open. An act asks for `roles_of` again."""
    known = _known(user, on)
    return roles_of(user, on) if known is None or not user.is_active else UserRoles(user, on, known)


def _known(user: User, on: date) -> frozenset[str] | None:
    known: tuple[date, frozenset[str]] | None = getattr(user, "known_roles", None)
    return known[1] if known and known[0] == on else None


def signed_in_with(pk: int, on: date) -> User | None:
    """The person with a key and, in the same query, the roles they hold on a day, what the database held before
    anything else was read for them (`snapshot`, see sil.audit.shown), and the companions."""
    beside = {f"beside_{place}": companion.read() for place, companion in enumerate(COMPANIONS)}
    roles = ArraySubquery(_held(OuterRef("pk"), on))
    user = User.objects.annotate(roles_held=roles, snapshot=Snapshot(), **beside).filter(pk=pk).first()
    if user:
        user.known_roles = on, frozenset(user.roles_held)  # type: ignore[attr-defined]
    return user


def keep_companions(user: User) -> None:
    """Remember what was read along with the signed-in person, while a page is read."""
    for place, companion in enumerate(COMPANIONS):
        if hasattr(user, f"beside_{place}"):
            companion.keep(getattr(user, f"beside_{place}"))


def _held(user: User | OuterRef, on: date) -> QuerySet[Model, str]:
    granted = RoleGrant.objects.filter(in_force(on), user=user).order_by().values_list("role", flat=True)
    return granted.union(*(source.roles(user, on) for source in SOURCES))


def check_may(by: User | None, on: date, *permissions: Permission, sentence: str) -> None:
    """Raise Denied("not_allowed") unless `by` has one of the permissions on the day.

    `by=None` is the product itself, which only code can be.
    """
    if by is not None and not roles_of(by, on).may(*permissions):
        raise Denied("not_allowed", sentence)
