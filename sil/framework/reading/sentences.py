"""What the classes of the framework refuse, in words for the person who keeps the file, with what to write instead."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from ..schema import Framework
from . import keys
from .places import Path

_WORDS = {
    "missing": "this key is missing",
    "string_too_short": "this must not be empty",
    "too_short": "this list needs more entries",
    "int_parsing": "this must be a whole number",
    "int_type": "this must be a whole number",
    "int_from_float": "this must be a whole number",
    "tuple_type": "this must be a list in square brackets",
    "string_type": "this must be text in quotation marks",
    "bool_type": "this must be true or false",
    "bool_parsing": "this must be true or false",
    "decimal_type": "this must be a number",
    "decimal_parsing": "this must be a number",
    "multiple_of": "this must be whole or half days",
    "date_from_datetime_parsing": "this must be a day, such as 2026-09-01",
    "date_parsing": "this must be a day, such as 2026-09-01",
    "date_type": "this must be a day, such as 2026-09-01",
    "model_type": "this must be a table with keys of its own",
}
_PATTERNS = {
    r"^\d{3}$": 'this must be three figures in quotation marks, such as "341"',
    r"^#[0-9a-fA-F]{6}$": 'this must be # and six figures or letters to f, such as "#1d4f76"',
    r"^[a-z0-9-]+$": 'this must be the name of a wording, such as "2026-09"',
    r"^[A-Za-z0-9-]+$": 'this must have only letters, figures and hyphens, such as "A"',
    r"^[A-Za-z0-9_]+$": 'this must have only letters, figures and _, such as "ofsted"',
    r"^[b-df-hj-np-tv-z][a-z]+( [a-z]+)?$": (
        'this must be a word in small letters that follows “a”, such as "category", and begins with no vowel'
    ),
    r"^(https://\S+)?$": "this must be an address that begins with https://",
}
_SLUG = 'this must be small letters and figures, with hyphens between words, such as "core-visit"'
_EMAIL = "this must be an email address"


def of(error: ValidationError) -> Iterator[tuple[Path, str]]:
    """Yield the path and the sentence of each thing that was refused."""
    found = error.errors()
    for each in found:
        length = len(each["loc"])
        # Entries that are refused are not counted: a list is not too short for that.
        if each["type"] != "too_short" or not any(
            other["loc"][:length] == each["loc"] and len(other["loc"]) > length for other in found
        ):
            yield _about(each)


def _about(found: Any) -> tuple[Path, str]:
    path: Path = tuple(part for part in found["loc"] if part != "[key]")
    kind, given = found["type"], found["input"]
    if kind == "extra_forbidden":
        return path, f"there is no such key here; {keys.unknown(Framework, path)}"
    if kind == "missing":
        return path, f"{_WORDS[kind]}{_example(path)}"
    if kind in ("literal_error", "enum"):
        return path, _one_of(found["ctx"]["expected"], given)
    if kind == "string_pattern_mismatch":
        return path, _pattern(found["ctx"]["pattern"])
    said = _WORDS.get(kind) or found["msg"].removeprefix("Value error, ")
    return path, said + _instead(kind, given)


def _one_of(expected: str, given: Any) -> str:
    """`expected` is as pydantic lists the values: "'calendar' or 'working'"."""
    known = [each.strip(" '") for each in expected.replace("' or '", "', '").split("', '")]
    close = keys.nearest(given, known)
    return f"this must be one of {', '.join(known)}" + (f"; did you mean “{close}”?" if close else "")


def _pattern(pattern: str) -> str:
    return _PATTERNS.get(pattern) or (_EMAIL if "@" in pattern else _SLUG)


def _instead(kind: str, given: Any) -> str:
    """What to write instead, where that can be seen from what is there."""
    if kind == "string_type" and isinstance(given, int | float | date) and not isinstance(given, bool):
        return f': write "{given}"'
    if kind == "tuple_type" and isinstance(given, str):
        return f': write ["{given}"]'
    if kind.startswith("decimal") and isinstance(given, str) and given.replace(",", "").isdigit():
        return f": write {given.replace(',', '.')}"
    return ""


def _example(path: Path) -> str:
    """The line or table that is missing, as the file has it."""
    place = keys.pattern(path)
    key = next((each for each in keys.every_key(Framework) if each.place.removesuffix(".*") == place), None)
    if key is None:
        return ""
    return f": add {keys.header(key.place)}" if key.part else f": add {key.name} = …"
