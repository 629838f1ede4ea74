"""What waits for this person, the soonest first? Domains declare who finds what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sil.accounts.user_roles import UserRoles


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing that a person has to do: `act` is the words of its link."""

    title: str
    about: str
    href: str
    act: str
    due: date | None = None
    basis: str = ""


Finder = Callable[[UserRoles], Iterable[WorkItem]]
_finders: list[Finder] = []


def declare(finder: Finder) -> None:
    if finder not in _finders:
        _finders.append(finder)


def waiting_for(who: UserRoles) -> list[WorkItem]:
    """Everything that waits for a person; what has no date comes last."""
    found = [item for finder in _finders for item in finder(who)]
    return sorted(found, key=lambda item: (item.due or date.max, item.about, item.title))
