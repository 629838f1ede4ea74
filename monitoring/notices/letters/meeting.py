"""The discussion that an invitation offers: its day, its time, where or how it is held, as typed and as it is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sil.clock import time_in_words, weekday_in_words
from sil.dates import times

from ..days import TypedDay, read_day
from ..models import CaseLetter

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
        yield "no_meeting_mode", "Choose whether the discussion is in person or online.", "meeting-mode_0"
    if not meeting.place:
        yield "no_meeting_place", "Say where the discussion is, or how to join it online.", "meeting-place"
