"""Which parts does a school's page have? Domains lend them; the page puts them in order.

One fact, one page: everyone sees the same page, with fewer parts for some.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sil.accounts.user_roles import UserRoles


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`content` gives the template's context in one query, or None where the person sees no such part."""

    slug: str
    # What the list of parts on the page calls it.
    title: str
    order: int
    template: str
    content: Callable[[Any, UserRoles], dict[str, Any] | None]


@dataclass(frozen=True)
class Part:
    slug: str
    template: str
    content: dict[str, Any]
    title: str = ""


_panels: list[Panel] = []


def declare(panel: Panel) -> None:
    if panel not in _panels:
        _panels.append(panel)
        _panels.sort(key=lambda p: p.order)


def parts(school: Any, who: UserRoles) -> list[Part]:
    """The parts of a school's page for a person."""
    found = ((panel, panel.content(school, who)) for panel in _panels)
    return [Part(panel.slug, panel.template, content, panel.title) for panel, content in found if content is not None]
