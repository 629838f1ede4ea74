"""The kinds of letter, which the domains declare.

A kind has a frozen dataclass as its context, so that a missing value is a type error and not a gap in a letter. Its
text is in templates/letters/<kind>/<version>.html.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry

from .models import Letter


@dataclass(frozen=True, kw_only=True)
class Address:
    """The addressee of a letter, line by line, for a window envelope."""

    lines: tuple[str, ...]
    salutation: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What every letter has; each kind adds its own fields."""

    subject: str
    address: Address


@dataclass(frozen=True)
class Download:
    """A file beside a letter, as its page offers it."""

    label: str
    url: str


@dataclass(frozen=True)
class Kind:
    """A kind of letter.

    `readers` returns the condition for the letters of the kind that a person may read. `on_issue` is called with each
    letter when it is issued, in the same transaction, and writes the messages about it. `marks` returns what a reader
    of some letters of the kind has to know of each beside its text, by its key, as a sentence. `downloads` returns what
    the page of a letter offers to its reader beside the PDF.
    """

    slug: str
    name: str
    content: type[Content]
    readers: Callable[[UserRoles], Q]
    on_issue: Callable[[Letter], None]
    marks: Callable[[Collection[Letter]], Mapping[int, str]] = lambda letters: {}
    downloads: Callable[[Letter, UserRoles], Sequence[Download]] = lambda letter, who: ()


KINDS: Registry[Kind] = Registry("letter kinds", key=lambda kind: kind.slug)
