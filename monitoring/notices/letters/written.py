"""What was typed in a letter, read once: its compliance period, and the days of a consent and of consultations.

A letter stores what was typed, with gaps and slips, so that nothing is lost; policies and powers see days and numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.framework.periods import Period
from sil.web.forms import whole_number

from ..days import TypedDay, read_day
from ..models import CaseLetter

LONGEST_PERIOD = 400
UNITS = ("calendar", "working")
# What the field is called, wherever its answer is read.
WHY_SO_LONG = "Why this many days?"


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
    """`period` is the compliance period that a notice sets: as the framework counts, with the length and the unit that
    were typed; None for other letters, and until a length was typed. `wrong_count` is what was typed as its length and
    is no number from 1 to 400. `why_so_long` is why it has this length."""

    period: Period | None
    wrong_count: str
    why_so_long: str
    consulted: tuple[Consultation, ...]
    consent: Consent

    @property
    def consulted_on(self) -> dict[str, date | None]:
        """The day on which each was consulted; None where no real day was typed."""
        return {each.who: each.day.on for each in self.consulted}

    @property
    def period_in_words(self) -> str:
        """The compliance period as it was typed; blank for a letter without one and where none was typed."""
        if self.period is None:
            return self.wrong_count
        many = "" if self.period.count == 1 else "s"
        return f"{self.period.count} {self.period.unit} day{many}, beginning with the day the notice is given"


def written_in(letter: CaseLetter, content: Mapping[str, Any] | None = None) -> Written:
    """Return what was typed in a letter, or in another version of it (`content`, as `content_of` gives it)."""
    said = content or {"compliance": letter.compliance, "consulted": letter.consulted, "consent": letter.consent}
    count, unit = said["compliance"].get("count", "").strip(), said["compliance"].get("unit", "")
    number = whole_number(count)
    is_count = number is not None and 1 <= number <= LONGEST_PERIOD
    has_period = letter.kind_of.notice and is_count
    consent = said["consent"]
    return Written(
        period=_period(letter, number, unit) if has_period and number else None,
        wrong_count="" if is_count else count,
        why_so_long=said["compliance"].get("why", "").strip(),
        consulted=tuple(filter(None, map(_consultation, said["consulted"]))),
        consent=Consent(day=read_day(consent.get("on")), reference=consent.get("reference", "").strip()),
    )


def _consultation(typed: Mapping[str, Any]) -> Consultation:
    return Consultation(who=typed.get("who", ""), day=read_day(typed.get("on")), said=typed.get("said", "").strip())


def _period(letter: CaseLetter, count: int, unit: str) -> Period:
    return letter.case.framework.periods.compliance_period.lasting(count, unit if unit in UNITS else "")
