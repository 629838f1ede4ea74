"""Passwords that were stolen from other services, looked up in a file of this machine: that of Pwned Passwords, as it
is published (docs/how-to/breached-passwords.md, docs/adr/0172). Nothing is asked of another computer.

The file has a line for each password, in order: its SHA-1 in 40 hexadecimal digits, a colon, and how often it was seen.
"""

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

_LINE = re.compile(rb"[0-9A-Fa-f]{40}(?::\d+)?\s*")
# Longer than any line.
_LONGEST = 128


def has(file: Path, password: str) -> bool:
    """Say whether a password is in a file, by halving it: some forty reads of a file of any size. Raises OSError."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, os.SEEK_END)
        # What is wanted stands in a line that begins at `low` or later, and before `high`.
        while low < high:
            middle = (low + high) // 2
            start, line = _line_from(lines, middle)
            if not line or start >= high:
                high = middle
            elif (digest := line[:40].upper()) == wanted:
                return True
            elif digest < wanted:
                low = start + len(line)
            else:
                high = middle
    return False


def fault(file: Path) -> str:
    """Return in a sentence why a file is not fit; blank where it is. Its first and its last line are read."""
    try:
        with file.open("rb") as lines:
            first = lines.readline(_LONGEST)
            lines.seek(max(0, file.stat().st_size - _LONGEST))
            last = lines.read().rstrip().rpartition(b"\n")[2]
    except OSError as error:
        return f"it cannot be read ({error.strerror})."
    if not (_LINE.fullmatch(first) and _LINE.fullmatch(last)):
        return (
            "it is not a file of Pwned Passwords with SHA-1: each line has 40 hexadecimal digits, a colon and a count."
        )
    return "" if first[:40].upper() <= last[:40].upper() else "its lines are not ordered by hash."


def _line_from(lines: BinaryIO, place: int) -> tuple[int, bytes]:
    """Return where the first line begins that begins at a place or later, and the line; blank where there is none."""
    if place:
        lines.seek(place - 1)
        lines.readline(_LONGEST)
    else:
        lines.seek(0)
    return lines.tell(), lines.readline(_LONGEST)
