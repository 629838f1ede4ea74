"""The panels of a school's page, which the domains declare.

Everybody sees the same page; a person who may not read a panel does not get it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`content` returns the template's context in one query, or None when the person may not see the panel."""

    slug: str
    # Its name in the list of contents of the page.
    title: str
    order: int
    template: str
    # The school is a `schools.models.School`, which nothing in sil may import.
    content: Callable[[Any, UserRoles], dict[str, Any] | None]


@dataclass(frozen=True)
class Part:
    slug: str
    template: str
    content: dict[str, Any]
    title: str = ""


PANELS: Registry[Panel] = Registry("panels", key=lambda panel: panel.slug, order=lambda panel: panel.order)


def parts(school: Model, who: UserRoles) -> list[Part]:
    """Return the panels that a person may see on a school's page, in their order."""
    found = ((panel, panel.content(school, who)) for panel in PANELS)
    return [Part(panel.slug, panel.template, content, panel.title) for panel, content in found if content is not None]
