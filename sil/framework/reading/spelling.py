"""Mistakes in how a file is written: what word processors, spreadsheets and people do to TOML.

Each is named with its line and what to write instead. A copy in which they are mended is read on, so that a person
hears of everything else in the file at once; the file itself is never changed.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .places import HEADER, lines_outside_texts, unclosed

_MOST = 40
_MONTHS = 12
_CURLY = "“”„‟«»"
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_SET = re.compile(r"^(\s*\"?([A-Za-z0-9_-]+)\"?\s*)([=:])\s*(.*?)\s*$")
_COMMA = re.compile(r"^(\d+),(\d+)$")
_DAY = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$")
_PLAIN = re.compile(r"^([+-]?\d[\d_]*(\.\d+)?|\d{4}-\d{2}-\d{2}|\d{2}:\d{2}(:\d{2})?|true|false)$")
_TRUTH = {"true": "true", "yes": "true", "false": "false", "no": "false"}

# tomllib's words, in words for the person who keeps the file.
_WORDS = (
    ("Cannot overwrite a value", "this key is here for the second time in its table: delete one of the two"),
    ("Cannot declare", "this table is here for the second time: put its keys together, or write [[…]] for a list"),
    ("Cannot mutate immutable", "this table was closed further up: put its keys together"),
    ("Unescaped '\\'", "a backslash inside a text is written twice: \\\\"),
    ("Illegal character '\\n'", 'the quotation mark " that ends the text is missing'),
    ("Unterminated string", 'the quotation mark " that ends the text is missing'),
    ("Unclosed array", "the square bracket ] that ends the list is missing, or a comma between its entries"),
    ("Expected '=' after a key", "after a key comes = and then its value"),
    ("Expected ']'", "the square bracket ] that ends the name of the table is missing"),
    ("Expected newline", 'there is something after the value: a text with a quotation mark inside is written \\"'),
    ("Invalid value", 'the value is missing, or is no number, date, true, false, "text" or [list]'),
    ("Invalid initial character", "a key has only letters, figures, - and _"),
    ("Invalid statement", "this is neither a [table], nor key = value, nor a # comment"),
)


@dataclass
class Read:
    """What could be read of a text: its content, or None; the mistakes by line; and the lines that were passed over."""

    content: dict[str, Any] | None = None
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    passed_over: set[int] = field(default_factory=set)


class NotText(Exception):
    """A file that is no text in UTF-8; the text says what to do."""


def decoded(content: bytes) -> str:
    """Return the text of a file. Raises NotText."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotText("is not UTF-8 text: it was saved as “Unicode” (UTF-16). Save it as UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotText(
            f"is not UTF-8 text (line {line}, byte {error.start}). Save it as UTF-8: in Notepad, “Save as”, Encoding"
        ) from error


def read(text: str) -> Read:
    """Read a TOML text as far as it can be read."""
    found = Read()
    if text.startswith("\ufeff"):
        found.mistakes.append((1, "the file begins with a byte order mark: save it as UTF-8 without BOM"))
        text = text.removeprefix("\ufeff")
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    for number, line in lines_outside_texts(text):
        for mistake, mended in _mistakes(line):
            found.mistakes.append((number, mistake))
            lines[number - 1] = mended
    while len(found.mistakes) < _MOST:
        try:
            found.content = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            if not _pass_over(error, lines, found):
                return found
        except (ValueError, RecursionError):
            found.mistakes.append((1, "this is not TOML: a number or a list in it cannot be read"))
            return found
        else:
            return found
    return found


def _mistakes(line: str) -> Iterator[tuple[str, str]]:
    """Yield each known mistake of a line, with the line in which it is mended."""
    bare, comment = _apart(line.replace("\u00a0", " ") if "\u00a0" in _STRING.sub("", line) else line)
    straight = _straight(bare)
    if straight != bare:
        bare = straight
        yield f"quotation marks are straight here, not curly: write {bare.strip()}", f"{bare}{comment}"
    if not (found := _SET.match(bare)):
        return
    key, sign = found.group(1), found.group(3)
    value, said = _mended(found.group(4))
    if not said and sign == ":":
        said = "after a key comes = and no colon"
    if said:
        yield f"{said}: write {key.strip()} = {value}", f"{key}= {value} {comment}"


def _mended(value: str) -> tuple[str, str]:
    """A value as TOML has it, and what was wrong with it; "" for nothing."""
    if number := _COMMA.match(value):
        return f"{number[1]}.{number[2]}", "a number has a full stop, not a comma"
    if (day := _DAY.match(value)) and int(day[2]) <= _MONTHS:
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}", "a day has year, month and day"
    if value.lower() in _TRUTH and value not in ("true", "false"):
        return _TRUTH[value.lower()], "true and false have small letters"
    if value and value[0] not in "\"'[{" and not _PLAIN.match(value):
        return f'"{value.strip(chr(34))}"', "a text stands in quotation marks"
    return value, ""


def _straight(bare: str) -> str:
    """A line whose curly quotation marks around texts are straight; inside a text they are its own."""
    texts = _STRING.findall(bare)
    outside = _STRING.sub("\0", bare)
    if '"' in outside:
        # A text that begins straight and ends curly.
        outside = re.sub(f'"([^"]*)[{_CURLY}]', r'"\1"', outside)
    outside = re.sub(f"[{_CURLY}]|[‘’](?=[\\s,\\]]|$)|(?<=[\\s=\\[,])[‘’]", '"', outside)
    for text in texts:
        outside = outside.replace("\0", text, 1)
    return outside


def _apart(line: str) -> tuple[str, str]:
    """A line and its comment; a # inside a text begins none."""
    masked = _STRING.sub(lambda text: "x" * len(text[0]), line)
    masked = re.sub(r"“[^”]*”", lambda text: "x" * len(text[0]), masked)
    at = masked.find("#")
    return (line, "") if at < 0 else (line[:at], line[at:])


def _pass_over(error: tomllib.TOMLDecodeError, lines: list[str], found: Read) -> bool:
    """Note what tomllib says and take the line out of the copy; False where nothing more can be read."""
    said = str(error)
    where = re.search(r"\(at line (\d+), column \d+\)", said)
    words = next((words for theirs, words in _WORDS if said.startswith(theirs)), re.sub(r" \(at .*\)$", "", said))
    if (opened := unclosed("\n".join(lines))) is not None:
        found.mistakes.append((opened, "the text of several lines that begins here has no end"))
        return False
    if where is None:
        found.mistakes.append((len(lines), f"this is not TOML: {words}"))
        return False
    number = int(where.group(1))
    found.mistakes.append((number, f"this is not TOML: {words}"))
    last = number
    if HEADER.match(lines[number - 1]):
        # Its keys would be taken for those of the table before.
        while last < len(lines) and not HEADER.match(lines[last]):
            last += 1
    if not any(lines[at - 1].strip() for at in range(number, last + 1)):
        return False
    for at in range(number, last + 1):
        lines[at - 1] = ""
        found.passed_over.add(at)
    return True
