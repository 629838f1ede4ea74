"""The published figures that a framework file may name. The schools app declares them."""

from collections.abc import Iterable

_known: set[str] = set()


def declare(slugs: Iterable[str]) -> None:
    _known.update(slugs)


def known() -> frozenset[str]:
    return frozenset(_known)
