"""What a letter to the authority shows of what was done: each passage with its actions, and the tally in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ...models import AuthorityAction, OfstedLetter, PassageKind
from .passages import Passage, key_of, passages_of
from .policies import is_late


@dataclass(frozen=True)
class Answered:
    """The passages of a letter with their actions; `others` are actions whose passage the letter no longer has, by the
    words they were recorded on."""

    areas: Sequence[Passage]
    strengths: Sequence[Passage]
    others: Sequence[Passage]
    tally: str


def answered(letter: OfstedLetter, actions: Iterable[AuthorityAction], on: date) -> Answered:
    """Return the passages of a letter with its actions. An action belongs to the passage that has the words it was
    recorded on, whatever its place; spaces and capitals make no difference."""
    by_words: dict[tuple[str, str], list[AuthorityAction]] = {}
    for action in actions:
        by_words.setdefault(key_of(action.kind, action.passage), []).append(action)
    there = [
        _with(each.kind, each.words, by_words.pop(key_of(each.kind, each.words), []), on)
        for each in passages_of(letter.held)
    ]
    others = [_with(left[0].kind, left[0].passage, left, on) for left in by_words.values()]
    areas = [each for each in there if each.kind == PassageKind.AREA]
    strengths = [each for each in there if each.kind == PassageKind.STRENGTH]
    late = sum(len(each.late) for each in (*there, *others))
    return Answered(areas, strengths, others, tally(areas, late))


def _with(kind: str, words: str, actions: Sequence[AuthorityAction], on: date) -> Passage:
    return Passage(kind, words, actions, frozenset(action.pk for action in actions if is_late(action, on)))


def tally(areas: Sequence[Passage], late: int) -> str:
    """3 areas for improvement, 2 with an action, 1 action late"""
    if not areas:
        return f"No areas for improvement, {_late(late)}"
    having = sum(bool(area.standing) for area in areas)
    named = f"{len(areas)} area{'' if len(areas) == 1 else 's'} for improvement"
    return f"{named}, {having or 'none'} with an action, {_late(late)}"


def _late(late: int) -> str:
    return f"{late or 'no'} action{'' if late == 1 else 's'} late"
