"""What is this person allowed to do on this day?

Roles come from two places: grants on the authority's side (here), and posts at schools,
which the schools app lends through `declare_source`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sil.memo import remembered
from sil.workflow import Denied

from .models import RoleGrant, User, in_force
from .roles import ROLES, Permission

Source = Callable[[User, date], Iterable[str]]
_sources: list[Source] = []


@dataclass(frozen=True)
class Standing:
    """A person's roles on a day. `may` answers for the kind of act, never for one record."""

    user: User
    on: date
    roles: frozenset[str]

    def may(self, *permissions: Permission) -> bool:
        """True when any of the roles carries any of the permissions."""
        return any(p in ROLES[slug].permissions for slug in self.roles for p in permissions)

    def holds(self, *slugs: str) -> bool:
        return not self.roles.isdisjoint(slugs)


def declare_source(source: Source) -> None:
    """Add a place that roles come from: (user, day) -> slugs of roles."""
    if source not in _sources:
        _sources.append(source)


@remembered
def standing_of(user: User, on: date) -> Standing:
    """A person's standing on a day; a closed account has none. One query per source."""
    if not user.is_active:
        return Standing(user, on, frozenset())
    granted = RoleGrant.objects.filter(in_force(on), user=user).values_list("role", flat=True)
    lent = (slug for source in _sources for slug in source(user, on))
    return Standing(user, on, frozenset(granted) | frozenset(lent))


def check_may(by: User | None, on: date, *permissions: Permission, sentence: str) -> None:
    """Raise Denied("not_allowed") unless `by` has one of the permissions on the day.

    `by=None` is the product itself, which only code can be.
    """
    if by is not None and not standing_of(by, on).may(*permissions):
        raise Denied("not_allowed", sentence)
