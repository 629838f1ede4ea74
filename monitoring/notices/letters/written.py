"""What was typed in a letter, read once: its compliance period, and the days of a consent and of consultations.

A letter stores what was typed, with gaps and slips, so that nothing is lost; policies and powers see days and numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.framework.schema import Period
from sil.web.forms import whole_number

from ..days import TypedDay, read_day
from ..models import CaseLetter

LONGEST_PERIOD = 400
UNITS = ("calendar", "working")


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """Who was consulted before a power is used, on which day, and what they said."""

    who: str
    day: TypedDay
    said: str

    def __bool__(self) -> bool:
        return bool(self.day or self.said)


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The consent of the Secretary of State."""

    day: TypedDay
    reference: str

    def __bool__(self) -> bool:
        return bool(self.day or self.reference)


@dataclass(frozen=True, kw_only=True)
class Written:
    """`period` is the compliance period that a notice sets: the framework's, with the length and the unit that were
    typed; None for other letters. `wrong_count` is what was typed as its length and is no number from 1 to 400; the
    framework's length stands for it."""

    period: Period | None
    wrong_count: str
    consulted: tuple[Consultation, ...]
    consent: Consent

    @property
    def consulted_on(self) -> dict[str, date | None]:
        """The day on which each was consulted; None where no real day was typed."""
        return {each.who: each.day.on for each in self.consulted}

    @property
    def period_in_words(self) -> str:
        """The compliance period as it was typed; blank for a letter without one."""
        if self.period is None:
            return ""
        count = self.wrong_count or self.period.count
        return f"{count} {self.period.unit} days, beginning with the day the notice is given"


def written_in(letter: CaseLetter, content: Mapping[str, Any] | None = None) -> Written:
    """Return what was typed in a letter, or in another version of it (`content`, as `content_of` gives it)."""
    said = content or {"compliance": letter.compliance, "consulted": letter.consulted, "consent": letter.consent}
    count, unit = said["compliance"].get("count", "").strip(), said["compliance"].get("unit", "")
    number = whole_number(count)
    is_count = number is not None and 1 <= number <= LONGEST_PERIOD
    consent = said["consent"]
    return Written(
        period=_period(letter, number if is_count else None, unit) if letter.kind_of.notice else None,
        wrong_count="" if is_count else count,
        consulted=tuple(filter(None, map(_consultation, said["consulted"]))),
        consent=Consent(day=read_day(consent.get("on")), reference=consent.get("reference", "").strip()),
    )


def _consultation(typed: Mapping[str, Any]) -> Consultation:
    return Consultation(who=typed.get("who", ""), day=read_day(typed.get("on")), said=typed.get("said", "").strip())


def _period(letter: CaseLetter, count: int | None, unit: str) -> Period:
    changes: dict[str, object] = {"count": count} if count else {}
    if unit in UNITS:
        changes["unit"] = unit
    return letter.case.framework.periods.compliance_period.model_copy(update=changes)
