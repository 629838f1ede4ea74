"""Where each table and key of a TOML text stands."""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\"]+)\s*\]\]?")
_KEY = re.compile(r"^\s*\"?([A-Za-z0-9_-]+)\"?\s*[=:]\s*(.*)$")
_FENCES = ('"""', "'''")


def lines_outside_texts(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number from one, but for those inside a text of several lines."""
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        yield number, line
        value = key.group(2) if (key := _KEY.match(line)) else ""
        opened = next((f for f in _FENCES if value.startswith(f)), "")
        fence = opened if opened and value.count(opened) == 1 else ""


def unclosed(text: str) -> int | None:
    """Return the line on which a text of several lines begins that has no end."""
    numbers = [number for number, _ in lines_outside_texts(text)]
    lines = text.split("\n")
    last = numbers[-1]
    return last if last < len(lines) and not any(f in "\n".join(lines[last:]) for f in _FENCES) else None


def positions(text: str) -> Iterator[tuple[Path, int]]:
    """Where each table and key of a TOML text stands: path -> line, counted from one."""
    table: Path = ()
    counts: dict[Path, int] = {}
    seen: set[Path] = set()
    for number, line in lines_outside_texts(text):
        if header := HEADER.match(line):
            table = ()
            parts = header.group(2).replace('"', "").split(".")
            for depth, part in enumerate(parts):
                table += (part,)
                if depth == len(parts) - 1 and header.group(1) == "[[":
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:
                    table += (counts[table],)
                if table not in seen:
                    seen.add(table)
                    yield table, number
        elif key := _KEY.match(line):
            yield (*table, key.group(1)), number


def key_of(path: Path) -> str:
    """The path of a key as people write it, entries of a list counted from one: "bands.2.name"."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path if part != "[key]")
