"""What a made-up letter is put together from: choices by a seed, and parts that know nothing of their layout."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

# One wording in so many is never used in a letter of the training part, so that a letter that is kept aside holds
# words that nobody saw when the reader was mended.
_UNSEEN = 4
T = TypeVar("T")


class Draw:
    """Choices that a seed makes. Letters for training leave every fourth wording of each list of them out."""

    def __init__(self, seed: int, *, kept_aside: bool) -> None:
        self.random = Random(f"letter {seed}")
        self.kept_aside = kept_aside

    def wording(self, pool: Sequence[T]) -> T:
        known = pool if self.kept_aside else [each for place, each in enumerate(pool) if place % _UNSEEN != 3]
        return self.random.choice(known)

    def one(self, pool: Sequence[T]) -> T:
        """Any of the pool: for names and numbers, which no rule can know."""
        return self.random.choice(pool)

    def some(self, pool: Sequence[T], least: int, most: int) -> list[T]:
        return self.random.sample(pool, min(len(pool), self.random.randint(least, most)))

    def chance(self, percent: int) -> bool:
        return self.random.random() * 100 < percent


@dataclass(frozen=True)
class Point:
    """A bullet with those below it."""

    text: str
    children: tuple["Point", ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "children": [child.as_json() for child in self.children]}


@dataclass(frozen=True)
class Part:
    """A part of a letter: `what` is title, heading, paragraph, lines or bullets."""

    what: str
    text: str = ""
    points: tuple[Point, ...] = ()
    lines: tuple[str, ...] = ()


def paragraph(text: str) -> Part:
    return Part("paragraph", text)


def heading(text: str) -> Part:
    return Part("heading", text)


def bullets(points: Sequence[Point]) -> Part:
    return Part("bullets", points=tuple(points))


@dataclass
class Facts:
    """What the letter is about, drawn before a word of it; `expected` fills as sentences are made."""

    kind: str
    year: int
    school: str
    expected: dict[str, Any] = field(default_factory=dict)

    @property
    def crown(self) -> str:
        return "Her Majesty's" if self.year < 2023 else "His Majesty's"
