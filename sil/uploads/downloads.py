"""How a file that is downloaded is called: what it is, of which school, and from which day."""

import re
import unicodedata
from datetime import date
from urllib.parse import quote

# As many as the outbox keeps of the name of what it attaches.
MOST_CHARACTERS = 100
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]+')


def file_name(*parts: str, day: date, ending: str) -> str:
    """Return a name such as "Example Primary School, Formal warning notice, 2026-11-27.pdf" without what some system
    takes in no name. The day sorts a folder of them."""
    last = f", {day.isoformat()}.{ending}"
    words = ", ".join(" ".join(_NOT_IN_A_NAME.sub(" ", part).split()) for part in parts if part.strip())
    return f"{words[: MOST_CHARACTERS - len(last)].rstrip(' .,')}{last}"


def disposition(name: str) -> str:
    """Return the header that saves a file under its name, with a plain one for programs that read no other."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = _NOT_IN_A_NAME.sub("-", plain).strip() or "document"
    header = f'attachment; filename="{safe}"'
    return header if safe == name else f"{header}; filename*=utf-8''{quote(name, safe='')}"
