"""Which kinds of letter exist, and what does each one hold?

A domain declares a kind with a frozen dataclass as its context, so that a missing value is a
type error and not a gap in a letter. Its words are in templates/letters/<kind>/<version>.html.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from sil.accounts.user_roles import UserRoles

from .models import Letter


@dataclass(frozen=True, kw_only=True)
class Address:
    """Who a letter is addressed to, line by line, for a window envelope."""

    lines: tuple[str, ...]
    salutation: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What every letter says besides its own matter."""

    subject: str
    address: Address


@dataclass(frozen=True)
class Kind:
    """A kind of letter.

    `readers` gives the letters of the kind that a person may read. `on_issue` hears of each
    letter once it is issued, in the same transaction, and writes the messages about it.
    """

    slug: str
    name: str
    content: type[Content]
    readers: Callable[[UserRoles], Q]
    on_issue: Callable[[Letter], None]


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    _kinds[kind.slug] = kind


def kind_of(slug: str) -> Kind:
    """Raises KeyError for a kind that nobody declared."""
    return _kinds[slug]


def kinds() -> dict[str, Kind]:
    return dict(_kinds)
