"""The parts of a handover of schools from one partner to another, which the domains declare.

A part finds the open work at the schools, says what happens to it, and moves what does not follow the school
automatically.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sil.accounts.models import User
from sil.clock import in_words
from sil.registry import Registry

from ..models import School


@dataclass(frozen=True)
class HandoverPlan:
    """A handover of schools, done or only previewed; `starts_on` is the first day of the person who takes them."""

    schools: tuple[School, ...]
    giving: User
    taking: User
    starts_on: date
    by: User | None
    on: date

    @property
    def has_come(self) -> bool:
        """Whether the handover takes effect today or took effect on an earlier day."""
        return self.starts_on <= self.on

    @property
    def day(self) -> str:
        return in_words(self.starts_on)


# The school, and what is open there, in words that give no casework away: an administrator reads them too.
Open = tuple[School, str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """`found` returns the open work, `says` the sentence about what happens to it; `move` moves it, or is None when it
    follows the school."""

    slug: str
    title: str
    order: int
    found: Callable[[HandoverPlan], Sequence[Open]]
    says: Callable[[HandoverPlan], str]
    move: Callable[[HandoverPlan], None] | None = None
    # Whether what it found stays on the page of the handover: not what some who read that page may not know of.
    is_kept: bool = True


@dataclass(frozen=True)
class PartPreview:
    """What a part found, as it is shown before the handover and stored after it."""

    title: str
    says: str
    items: tuple[Open, ...]
    is_kept: bool = True


PARTS: Registry[Part] = Registry("handover parts", key=lambda part: part.slug, order=lambda part: part.order)


def preview(handing: HandoverPlan) -> list[PartPreview]:
    """Return what is open at the schools, part by part, without parts that found nothing."""
    found = ((part, tuple(part.found(handing))) for part in PARTS)
    return [PartPreview(part.title, part.says(handing), items, part.is_kept) for part, items in found if items]
