"""The entries of the menu, which the domains declare, and the links that a person sees.

The first few stand in one row, the others under "More" (docs/adr/0094): which these are follows from the order of the
entries and from a person's roles, so that everybody has what they need most in sight.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from sil.accounts.access import user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`shown` and `href` ask the database nothing beyond what is read with the person; the page behind the entry checks
    permission again. The label is in the page's heading. `href` is the address where it depends on the person."""

    label: str
    route: str
    order: int
    shown: Callable[[UserRoles], bool]
    href: Callable[[UserRoles], str] | None = None

    def address(self, who: UserRoles) -> str:
        return self.href(who) if self.href else reverse(self.route)


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    state: str  # "page" for the page itself, "true" for one below it, "" otherwise


@dataclass(frozen=True)
class Menu:
    """The links in the row, those under "More", and whether a person has several schools to look for one in."""

    links: list[Link]
    more: list[Link]
    finds_schools: bool

    @property
    def is_in_more(self) -> bool:
        """Whether the page is one of those under "More", or below one."""
        return any(link.state for link in self.more)


# So many entries stand in the row beside "More". One more takes no more room than "More" does.
IN_ROW = 5
ENTRIES: Registry[Entry] = Registry("navigation", key=lambda entry: entry.label, order=lambda entry: entry.order)


def finds_schools(who: UserRoles) -> bool:
    """Whether a person sees schools other than those at which they hold a post."""
    return who.may(Permission.SCHOOLS_READ_ALL, Permission.ALLOCATION_PROPOSE)


def menu(request: HttpRequest) -> Menu | None:
    """Return the menu of the person who asks, None if signed out. The longest matching path is the current one."""
    if not request.user.is_authenticated:
        return None
    who = user_roles(request)
    shown = [(entry.label, entry.address(who)) for entry in ENTRIES if entry.shown(who)]
    above = [href for _, href in shown if href != "/" and request.path.startswith(href)]
    here = max(above, key=len, default="")

    def state(href: str) -> str:
        if href == request.path:
            return "page"
        return "true" if href == here else ""

    links = [Link(label, href, state(href)) for label, href in shown]
    row = IN_ROW if len(links) > IN_ROW + 1 else len(links)
    return Menu(links[:row], links[row:], finds_schools(who))
