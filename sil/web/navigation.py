"""The entries of the navigation, which the domains declare, and the links that a person sees."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from sil.accounts.access import user_roles
from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`shown` looks at roles only; the page behind the entry checks permission again."""

    label: str
    route: str
    order: int
    shown: Callable[[UserRoles], bool]


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    state: str  # "page" for the page itself, "true" for one below it, "" otherwise


ENTRIES: Registry[Entry] = Registry("navigation", key=lambda entry: entry.route, order=lambda entry: entry.order)


def links(request: HttpRequest) -> list[Link]:
    """Return the links for the person who asks, none if signed out. The longest matching path is the current one."""
    if not request.user.is_authenticated:
        return []
    who = user_roles(request)
    shown = [(entry.label, reverse(entry.route)) for entry in ENTRIES if entry.shown(who)]
    above = [href for _, href in shown if href != "/" and request.path.startswith(href)]
    here = max(above, key=len, default="")

    def state(href: str) -> str:
        if href == request.path:
            return "page"
        return "true" if href == here else ""

    return [Link(label, href, state(href)) for label, href in shown]
