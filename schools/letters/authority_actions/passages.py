"""The passages of a letter to the authority that actions are about: its areas for improvement and its strengths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ...inspections import points
from ...models import ActionStatus, AuthorityAction, PassageKind
from ..values import points_of


@dataclass(frozen=True)
class Passage:
    """One area for improvement or strength of a letter. `key` is what a form posts for it; it is made of its words, so
    that it never means another one."""

    kind: str
    words: str
    actions: Sequence[AuthorityAction] = ()
    # The keys of those that are late.
    late: frozenset[int] = frozenset()

    @property
    def key(self) -> str:
        kind, words = key_of(self.kind, self.words)
        return f"{kind}-{sha256(words.encode()).hexdigest()[:16]}"

    @property
    def standing(self) -> list[AuthorityAction]:
        return [action for action in self.actions if action.status != ActionStatus.WITHDRAWN]


def passages_of(held: Mapping[str, Any]) -> list[Passage]:
    """Return the areas for improvement of a letter's values, then its strengths, each with the points below it and each
    wording once."""
    found: dict[tuple[str, str], Passage] = {}
    for kind in PassageKind.values:
        for point in points_of(held.get(kind, ())):
            words = points.written([point])
            found.setdefault(key_of(kind, words), Passage(kind, words))
    return list(found.values())


def key_of(kind: str, words: str) -> tuple[str, str]:
    """Return what tells one passage from another: spaces and capitals make no difference."""
    return kind, " ".join(words.casefold().split())
