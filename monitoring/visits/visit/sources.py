"""What a visit came of, told on its page by the domains above."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry

from ..models import Visit


@dataclass(frozen=True)
class Cause:
    """What a visit was planned for: its words, its page, and what should be known of it; blank for nothing."""

    words: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Source:
    """`find` returns the causes of a visit that a person may read, by one query at most."""

    slug: str
    find: Callable[[Visit, UserRoles], Iterable[Cause]]


SOURCES: Registry[Source] = Registry("what visits come of", key=lambda source: source.slug)


def causes_of(visit: Visit, who: UserRoles) -> list[Cause]:
    return [cause for source in SOURCES for cause in source.find(visit, who)]
