"""Times as people write them. `sil.clock.time_in_words` writes them."""

import re
from datetime import time

_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_TYPED = re.compile(r"(?P<hour>\d{1,2})(?:[.:]?(?P<minute>\d{2}))?(?P<half>am|pm)?", re.ASCII)


def read(text: str) -> time | None:
    """Return the time that was typed, like 9am, 9.30am, 09:30, 0930, 2.15 pm or noon; None for anything else."""
    plain = re.sub(r"[\s ]+", "", text).lower().replace("a.m.", "am").replace("p.m.", "pm")
    named = re.sub(r"^12(?=noon|midday|midnight)", "", plain)
    if named in _WORDS:
        return _WORDS[named]
    found = _TYPED.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
