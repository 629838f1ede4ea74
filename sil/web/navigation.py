"""What stands in the navigation, and for whom? Entries are data that the domains declare."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from sil.accounts.access import user_roles
from sil.accounts.user_roles import UserRoles


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`shown` decides by roles alone; the page behind the entry checks for itself."""

    label: str
    route: str
    order: int
    shown: Callable[[UserRoles], bool]


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    state: str  # "page" for the page itself, "true" for one below it, "" otherwise


_entries: list[Entry] = []


def declare(*entries: Entry) -> None:
    _entries.extend(entry for entry in entries if entry not in _entries)
    _entries.sort(key=lambda entry: entry.order)


def links(request: HttpRequest) -> list[Link]:
    """The navigation of the person who asks; the longest address that fits is the current one."""
    if not request.user.is_authenticated:
        return []
    who = user_roles(request)
    shown = [(entry.label, reverse(entry.route)) for entry in _entries if entry.shown(who)]
    above = [href for _, href in shown if href != "/" and request.path.startswith(href)]
    here = max(above, key=len, default="")

    def state(href: str) -> str:
        if href == request.path:
            return "page"
        return "true" if href == here else ""

    return [Link(label, href, state(href)) for label, href in shown]
