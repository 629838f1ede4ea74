"""Parse a framework file, and say where each problem in it is.

Every problem names the file, the line and the key, so that an officer with a text editor can
correct it.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .required import Path as KeyPath
from .required import demands
from .schema import Framework

LIVERPOOL = Path(__file__).parent / "files" / "liverpool.toml"

# Pydantic's words for a programmer, in words for the person who keeps the file.
_WORDS = {
    "missing": "this key is missing",
    "extra_forbidden": "there is no such key here; is it misspelt?",
    "string_too_short": "this must not be empty",
    "too_short": "this list needs more entries",
    "int_parsing": "this must be a whole number",
    "int_type": "this must be a whole number",
    "tuple_type": "this must be a list in square brackets",
    "string_type": "this must be text in quotation marks",
    "bool_type": "this must be true or false",
    "bool_parsing": "this must be true or false",
    "decimal_type": "this must be a number",
    "decimal_parsing": "this must be a number",
    "multiple_of": "this must be whole or half days",
}


class FrameworkError(Exception):
    """A framework file that cannot be used; `problems` are sentences with file, line and key."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def parse(text: str, *, name: str) -> tuple[Framework, dict[str, Any]]:
    """The framework in a TOML text, and its plain content for storing.

    `name` is the file's name for messages. Raises FrameworkError with every problem found.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column \d+\)|\(at end of document\)", str(error))
        line = (where and where.group(1)) or str(text.count("\n") + 1)
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise FrameworkError([f"{name}, line {line}: this is not TOML ({what})."]) from error
    try:
        framework = Framework.model_validate(content, context={"is_file": True})
    except ValidationError as error:
        positions = dict(_positions(text))
        raise FrameworkError([_problem(found, name, positions) for found in error.errors()]) from error
    if lacks := list(demands(framework)):
        positions = dict(_positions(text))
        raise FrameworkError([_sentence(path, words, name, positions) for path, words in lacks])
    return framework, framework.model_dump(mode="json")


def _problem(found: Any, name: str, positions: dict[tuple[str | int, ...], int]) -> str:
    path = tuple(found["loc"])
    words = _WORDS.get(found["type"]) or found["msg"].removeprefix("Value error, ")
    return _sentence(path, words, name, positions)


def _sentence(path: KeyPath, words: str, name: str, positions: dict[KeyPath, int]) -> str:
    """A problem with its file, the line of its key or of the nearest table that is there, and the key."""
    line = next((positions[path[:n]] for n in range(len(path), 0, -1) if path[:n] in positions), 1)
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    return f"{name}, line {line}{f', key {key}' if key else ''}: {words}."


_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\"]+)\s*\]\]?")
_KEY = re.compile(r"^\s*\"?([A-Za-z0-9_-]+)\"?\s*=\s*(.*)$")
_FENCES = ('"""', "'''")


def _positions(text: str) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Where each table and key of a TOML text stands: path -> line, counted from one."""
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := _HEADER.match(line):
            table = ()
            parts = header.group(2).replace('"', "").split(".")
            for depth, part in enumerate(parts):
                table += (part,)
                if depth == len(parts) - 1 and header.group(1) == "[[":
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:
                    table += (counts[table],)
            yield table, number
        elif key := _KEY.match(line):
            yield (*table, key.group(1)), number
            opened = next((f for f in _FENCES if key.group(2).startswith(f)), "")
            fence = opened if opened and key.group(2).count(opened) == 1 else ""
