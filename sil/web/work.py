"""The work items that wait for a person. The domains declare the functions that find them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing that a person has to do. `act` is the text of its link, `basis` says why it is due then."""

    title: str
    about: str
    href: str
    act: str
    due: date | None = None
    basis: str = ""


@dataclass(frozen=True)
class Finder:
    """`find` returns the work items of one kind that wait for a person."""

    slug: str
    find: Callable[[UserRoles], Iterable[WorkItem]]


FINDERS: Registry[Finder] = Registry("work items", key=lambda finder: finder.slug)


def waiting_for(who: UserRoles) -> list[WorkItem]:
    """Return everything that waits for a person, the earliest due date first, items without a date last."""
    found = [item for finder in FINDERS for item in finder.find(who)]
    return sorted(found, key=lambda item: (item.due or date.max, item.about, item.title))
