"""What was typed in a letter, read once: its compliance period, the days of a consent and of consultations, the
discussion that an invitation offers, and what a letter that uses a power says of it (sections 63 to 66).

A letter stores what was typed, with gaps and slips, so that nothing is lost; policies and powers see days and numbers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sil.clock import time_in_words, weekday_in_words
from sil.dates import times
from sil.framework.periods import Period
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, whole_number

from ..act import LAST_DAY, PLANNED, POWERS, STATE, Answer, Detail, key_of_detail
from ..days import TypedDay, read_day
from ..kinds import Kind
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


# The discussion that an invitation offers

IN_PERSON, ONLINE = "in_person", "online"
MODES = ((IN_PERSON, "In person"), (ONLINE, "Online"))
LONGEST_PLACE = 300


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What was typed, read: `at` is None where no time of day was typed; `mode` is blank or one of MODES."""

    day: TypedDay
    at: time | None
    at_typed: str
    place: str
    mode: str

    def __bool__(self) -> bool:
        return bool(self.day or self.at_typed or self.place or self.mode)

    @property
    def mode_in_words(self) -> str:
        return dict(MODES).get(self.mode, "")

    @property
    def when_in_words(self) -> str:
        """Thursday 3 December 2026 at 4.30pm, or what was typed where that is no day or no time."""
        day = weekday_in_words(self.day.on) if self.day.on else self.day.typed
        return " at ".join(filter(None, (day, time_in_words(self.at) if self.at else self.at_typed)))


def read_meeting(typed: Mapping[str, Any]) -> Meeting:
    """Return the meeting that is stored: {"on": ["3", "12", "2026"], "at": "4.30pm", "place": "", "mode": ""}."""
    at = str(typed.get("at", "")).strip()
    mode = typed.get("mode", "")
    return Meeting(
        day=read_day(typed.get("on")),
        at=times.read(at) if at else None,
        at_typed=at,
        place=str(typed.get("place", "")).strip(),
        mode=mode if mode in dict(MODES) else "",
    )


def lacking_of_meeting(letter: CaseLetter) -> Iterator[tuple[str, str, str]]:
    """Yield what an invitation lacks of its meeting: a code, the sentence and the field."""
    meeting = read_meeting(letter.meeting)
    if meeting.day.on is None:
        yield "no_meeting_day", "Enter the day of the discussion, like 27 11 2026.", "meeting-on_day"
    if meeting.at is None:
        yield "no_meeting_time", "Enter the time of the discussion, like 9.30am or 2pm.", "meeting-at"
    if not meeting.mode:
        yield "no_meeting_mode", "Select whether the discussion is in person or online.", "meeting-mode_0"
    if not meeting.place:
        yield "no_meeting_place", "Say where the discussion is, or how to join it online.", "meeting-place"


# What is said of the power that a letter uses: what each asks for is in `act.POWERS`

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
    """Return what is said of the power that a letter is about."""
    chosen = [slug for slug in letter.powers if slug in POWERS]
    return _read(details_asked(letter.kind_of, chosen), letter.details)


def typed_of(details: Mapping[str, Any]) -> list[Said]:
    """Return everything that was typed, whichever power is chosen. `details` are as they are stored."""
    every = [(slug, each) for slug, power in POWERS.items() for each in (*power.details, LAST_DAY, *power.ending)]
    every.append((STATE, PLANNED))
    return [each for each in _read(every, details) if each.text or each.day]


def start_of(letter: CaseLetter) -> date | None:
    """Return the day from which the power that a letter uses takes effect, where one was typed."""
    return next((each.day.on for each in said_of(letter) if each.detail.id == "starts"), None)


def last_day_of(letter: CaseLetter) -> date | None:
    """Return the last day of the power that a letter ends, where one was typed."""
    return next((each.day.on for each in said_of(letter) if each.detail == LAST_DAY), None)


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


def planned_day_of(letter: CaseLetter) -> date | None:
    """Return the day on which the power is to be used of which a letter notifies the Secretary of State."""
    return next((each.day.on for each in said_of(letter) if each.detail == PLANNED), None)


def details_asked(kind: Kind, powers: Iterable[str]) -> list[tuple[str, Detail]]:
    """Return what a kind of letter says of some powers, each with what its key begins with."""
    if kind.notifies:
        return [(STATE, PLANNED)]
    if kind.ends_power:
        return [(slug, each) for slug in powers for each in (LAST_DAY, *POWERS[slug].ending)]
    return [(slug, each) for slug in powers for each in POWERS[slug].details] if kind.power else []


def _read(asked: Iterable[tuple[str, Detail]], details: Mapping[str, Any]) -> list[Said]:
    return [_said(slug, each, details.get(key_of_detail(slug, each.id))) for slug, each in asked]


def _said(slug: str, detail: Detail, typed: Any) -> Said:
    key = key_of_detail(slug, detail.id)
    if detail.answer is Answer.DAY:
        return Said(detail=detail, key=key, day=read_day(typed if isinstance(typed, list) else ()))
    return Said(detail=detail, key=key, text=typed.strip() if isinstance(typed, str) else "")
