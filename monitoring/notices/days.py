"""Days as they are typed in letters and action plans, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sil.clock import in_words
from sil.web.forms import day_of


@dataclass(frozen=True)
class TypedDay:
    """A day as typed: `on` is None where nothing was typed or it is no real day, `typed` is blank where nothing was."""

    on: date | None = None
    typed: str = ""

    def __str__(self) -> str:
        return in_words(self.on) if self.on else self.typed

    def __bool__(self) -> bool:
        return bool(self.typed)

    @property
    def is_wrong(self) -> bool:
        """Whether something was typed that is no real day."""
        return bool(self.typed) and self.on is None


def read_day(boxes: Sequence[str] | None) -> TypedDay:
    """Return the day in the three boxes of a form, as it is stored: ["7", "9", "2026"], or [] where none was typed."""
    typed = " ".join(box.strip() for box in boxes or ()).strip()
    return TypedDay(on=day_of(boxes or ()), typed=typed) if typed else TypedDay()
