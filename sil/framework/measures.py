"""Which published figures may a framework file name? The domain that keeps them declares their slugs."""

from collections.abc import Iterable

_known: set[str] = set()


def declare(slugs: Iterable[str]) -> None:
    _known.update(slugs)


def known() -> frozenset[str]:
    return frozenset(_known)
