"""The panels of a school's page, which the domains declare.

Everybody sees the same page; a person who may not read a panel does not get it. What matters first stands in its
summary, and each panel has an address of its own (`?part=`), so that nothing is asked for that is not shown.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.expressions import BaseExpression

from sil.accounts.roles import Part as AssistantPart
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`content` returns the template's context in one query, or None when the person may not see the panel; `shown`
    says by roles alone whether its tab is there. A panel `in_summary` is told in its template how many of what it lists
    it shows there (`few`)."""

    slug: str
    # Its name among the tabs of the page.
    title: str
    order: int
    template: str
    # The school is a `schools.models.School`, which nothing in sil may import.
    content: Callable[[Any, UserRoles], dict[str, Any] | None]
    shown: Callable[[UserRoles], bool] = lambda who: True
    in_summary: bool = False
    # Whether it is on the page of all panels. One whose record has a page of its own to print may be left out, so that
    # the page keeps to its questions to the database.
    on_all: bool = True
    # The parts of a headteacher's work of which one gives it to an assistant; without any no assistant sees it.
    given_by: tuple[AssistantPart, ...] = ()


@dataclass(frozen=True)
class Part:
    slug: str
    template: str
    content: dict[str, Any]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What stands above the panels and is read along with the school, for those with a permission: an attribute of the
    school of the page, found from OuterRef("pk")."""

    name: str
    found: BaseExpression
    permission: Permission


MARKS: Registry[Mark] = Registry("marks of a school", key=lambda mark: mark.name)
PANELS: Registry[Panel] = Registry("panels", key=lambda panel: panel.slug, order=lambda panel: panel.order)


# The address of a page with every panel, to be printed or searched.
ALL = "all"


def tabs(who: UserRoles) -> list[Panel]:
    """Return the panels that a person may have on a school's page, in their order."""
    return [panel for panel in PANELS if panel.shown(who)]


def tabs_of_assistant(given: Collection[str]) -> list[Panel]:
    """Return the panels of some parts of a headteacher's work that an assistant was given, in their order."""
    return [panel for panel in PANELS if not set(given).isdisjoint(panel.given_by)]


def parts(school: Model, who: UserRoles, panels: Iterable[Panel]) -> list[Part]:
    """Return those of some panels that a person may see on a school's page, in their order."""
    found = ((panel, panel.content(school, who)) for panel in panels)
    return [Part(panel.slug, panel.template, content, panel.title) for panel, content in found if content is not None]


def with_marks(schools: QuerySet[Any], who: UserRoles) -> QuerySet[Any]:
    """Add to the school of a page what stands above its panels."""
    return schools.annotate(**{mark.name: mark.found for mark in MARKS if who.may(mark.permission)})
