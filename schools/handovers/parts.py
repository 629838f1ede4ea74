"""What moves when a partner's schools are handed over. Each domain declares its part.

A part finds what is open at schools that are handed over, says what becomes of it, and moves what does
not follow the school automatically.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sil.accounts.models import User
from sil.clock import in_words

from ..models import School


@dataclass(frozen=True)
class HandoverPlan:
    """Schools to hand over, from whom to whom; `starts_on` is the first day of the partner who takes them."""

    schools: tuple[School, ...]
    giving: User
    taking: User
    starts_on: date
    by: User | None
    on: date

    @property
    def has_come(self) -> bool:
        """Whether the schools are the taker's from today or since a day that is past."""
        return self.starts_on <= self.on

    @property
    def day(self) -> str:
        return in_words(self.starts_on)


# The school, and what is open there, in words without casework: an administrator reads them too.
Open = tuple[School, str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """`says` is the sentence of what becomes of it; `move` does it, or is None where it follows the school."""

    slug: str
    title: str
    order: int
    found: Callable[[HandoverPlan], Sequence[Open]]
    says: Callable[[HandoverPlan], str]
    move: Callable[[HandoverPlan], None] | None = None


@dataclass(frozen=True)
class PartPreview:
    """What a part found, as it is shown beforehand and stored with the handover."""

    title: str
    says: str
    items: tuple[Open, ...]


_parts: list[Part] = []


def declare(*parts: Part) -> None:
    for part in parts:
        if part not in _parts:
            _parts.append(part)
    _parts.sort(key=lambda part: part.order)


def declared() -> Sequence[Part]:
    return tuple(_parts)


def preview(plan: HandoverPlan) -> list[PartPreview]:
    """Return what is open at the schools, part by part, without parts that found nothing."""
    found = ((part, tuple(part.found(plan))) for part in _parts)
    return [PartPreview(part.title, part.says(plan), items) for part, items in found if items]
