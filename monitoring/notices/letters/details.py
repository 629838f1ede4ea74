"""What the letter that uses a power says of it (sections 63 to 66), as it was typed, read once, and what it lacks.

What each power asks for is in `kinds.POWERS`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sil.clock import weekday_in_words
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, whole_number

from ..days import TypedDay, read_day
from ..kinds import POWERS, Answer, Detail, key_of_detail
from ..models import CaseLetter

# More than a governing body can have.
MOST = 99
LONGEST_OF = {Answer.LINE: LONGEST_LINE, Answer.TEXT: LONGEST_NOTE, Answer.NUMBER: LONGEST_LINE}


@dataclass(frozen=True, kw_only=True)
class Said:
    """One detail of a power with what was typed: its text, or the day of a detail that is one."""

    detail: Detail
    key: str
    text: str = ""
    day: TypedDay = field(default_factory=TypedDay)

    @property
    def number(self) -> int | None:
        found = whole_number(self.text)
        return found if found is not None and 1 <= found <= MOST else None

    def __str__(self) -> str:
        if self.detail.answer is not Answer.DAY:
            return self.text
        return weekday_in_words(self.day.on) if self.day.on else self.day.typed


def said_of(letter: CaseLetter) -> list[Said]:
    """Return what is said of the power that a letter uses."""
    chosen = [slug for slug in letter.powers if slug in POWERS] if letter.kind_of.power else []
    return _read(chosen, letter.details)


def typed_of(details: Mapping[str, Any]) -> list[Said]:
    """Return everything that was typed, whichever power is chosen. `details` are as they are stored."""
    return [each for each in _read(POWERS, details) if each.text or each.day]


def start_of(letter: CaseLetter) -> date | None:
    """Return the day from which the power that a letter uses takes effect, where one was typed."""
    return next((each.day.on for each in said_of(letter) if each.detail.id == "starts"), None)


def lacking_details(letter: CaseLetter) -> Iterator[tuple[str, str, str]]:
    """Yield what is missing or wrong in what is said of the power: a code, the sentence and the field."""
    for each in said_of(letter):
        answer, control = each.detail.answer, f"detail-{each.key}"
        if answer is Answer.DAY:
            if each.day.is_wrong:
                yield "wrong_detail", f"Change “{each.day}” to a date like 27 11 2026.", control
            elif each.detail.missing and not each.day:
                yield "no_detail", each.detail.missing, control
        elif not each.text:
            if each.detail.missing:
                yield "no_detail", each.detail.missing, control
        elif answer is Answer.NUMBER and each.number is None:
            yield "wrong_detail", f"“{each.detail.name}” must be a whole number from 1 to {MOST}.", control
        elif len(each.text) > LONGEST_OF[answer]:
            yield "too_long", f"“{each.detail.name}” is longer than {LONGEST_OF[answer]} characters.", control


def _read(powers: Iterable[str], details: Mapping[str, Any]) -> list[Said]:
    return [
        _said(slug, each, details.get(key_of_detail(slug, each.id))) for slug in powers for each in POWERS[slug].details
    ]


def _said(slug: str, detail: Detail, typed: Any) -> Said:
    key = key_of_detail(slug, detail.id)
    if detail.answer is Answer.DAY:
        return Said(detail=detail, key=key, day=read_day(typed if isinstance(typed, list) else ()))
    return Said(detail=detail, key=key, text=typed.strip() if isinstance(typed, str) else "")
