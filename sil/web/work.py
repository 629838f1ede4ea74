"""The work items that wait for a person. The domains declare what asks for them and what they say; `in_order` says what
comes first and what may be folded away (docs/adr/0095).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject

from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing that a person has to do. `act` is the text of its link, `basis` says why it is due then; `href` is lazy
    where there can be hundreds, of which the page shows the first. What is due on no day says since when it waits;
    `by_law` names the law that it is owed by, where there is one. What is optional is never late, and stands after
    everything that has to be done."""

    title: str
    about: str
    href: "str | StrPromise"
    act: str
    due: date | None = None
    basis: str = ""
    since: date | None = None
    by_law: str = ""
    is_optional: bool = False

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on and not self.is_optional


@dataclass(frozen=True)
class Group:
    """Work items under one heading: those in sight, and those folded away below them."""

    slug: str
    heading: str
    items: list[WorkItem]
    folded: list[WorkItem]


# So many of what is neither owed by law nor due by the end of this week are in sight.
IN_SIGHT = 5
_HEADINGS = {
    "law": "By law",
    "late": "Late",
    "today": "Today",
    "week": "This week",
    "later": "Later",
}


@dataclass(frozen=True)
class Finder:
    """Finds the work items of one kind that wait for a person.

    `asks` returns the records about which something may wait for them, or None where nothing ever does: it decides
    whose work it is, and is joined to what the other finders ask. It is called once for each set of roles and day
    (`sil.made_once`), so that it asks the database nothing. What waits is worded by one of two: `item`, of a key and of
    `facts`, which are read along with the key (as JSON has them: a day is an ISO date); or `items`, of the records with
    some keys, where that asks for more. The latter is called only where there are any, and is one query more.
    """

    slug: str
    asks: Callable[[UserRoles], QuerySet[Any] | None]
    items: Callable[[UserRoles, Sequence[int]], Iterable[WorkItem]] | None = None
    item: Callable[[int, Mapping[str, Any]], WorkItem] | None = None
    facts: Mapping[str, str] | None = None

    def words(self, who: UserRoles, found: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterable[WorkItem]:
        """Return the items of records with their facts."""
        if self.items is not None:
            return self.items(who, [key for key, _ in found])
        assert self.item is not None
        return [self.item(key, facts) for key, facts in found]


FINDERS: Registry[Finder] = Registry("work items", key=lambda finder: finder.slug)


def waiting_for(who: UserRoles) -> list[WorkItem]:
    """Return everything that waits for a person, the earliest due date first, then what is due on no day, the longest
    waiting first, and what is optional last. One query, and those of each finder that has a record."""
    there = _records(who)
    found = [item for finder in FINDERS if finder.slug in there for item in finder.words(who, there[finder.slug])]
    return sorted(found, key=_place)


def _place(item: WorkItem) -> tuple[object, ...]:
    return (item.is_optional, item.due or date.max, item.since or date.max, item.about, item.title)


def in_order(items: Iterable[WorkItem], on: date) -> list[Group]:
    """Return work items under their headings, each in the order given: what is owed by law, what is late, what is due
    on the day, by Sunday and after, or optional. Only of the last are there any that are folded away."""
    found: dict[str, list[WorkItem]] = {slug: [] for slug in _HEADINGS}
    for item in items:
        found[_group_of(item, on)].append(item)
    return [
        Group(slug, heading, there, []) if slug != "later" else Group(slug, heading, there[:IN_SIGHT], there[IN_SIGHT:])
        for slug, heading in _HEADINGS.items()
        if (there := found[slug])
    ]


def _group_of(item: WorkItem, on: date) -> str:
    if item.by_law:
        return "law"
    if item.is_optional or item.due is None or item.due > on + timedelta(days=6 - on.weekday()):
        return "later"
    if item.is_late(on):
        return "late"
    return "today" if item.due == on else "week"


def _records(who: UserRoles) -> Mapping[str, Sequence[tuple[int, Mapping[str, Any]]]]:
    """The keys and facts of what each finder asks for, by its slug. One query for all: most finders have nothing most
    days, and what an item says is dear to ask for (docs/adr/0081)."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for slug, key, facts in _asked(who):
        found[slug].append((key, facts))
    return found


@made_once
def _asked(who: UserRoles) -> QuerySet[Any, Any]:
    asked = ((finder, finder.asks(who)) for finder in FINDERS)
    parts = [
        rows.order_by().values_list(Value(finder.slug), "pk", JSONObject(**(finder.facts or {})))
        for finder, rows in asked
        if rows is not None
    ]
    return parts[0].union(*parts[1:], all=True) if parts else User.objects.none()
