"""Parse a framework file, and say where each problem in it is.

Every problem names the file, the line and the key, so that an officer with a text editor can
correct it.
"""

from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from .reading import fits, places, sentences, spelling
from .reading.places import Path, key_of
from .required import demands
from .schema import Framework

_FILES = FilePath(__file__).parent / "files"
LIVERPOOL, STARTER = _FILES / "liverpool.toml", _FILES / "starter.toml"


class FrameworkError(Exception):
    """A framework file that cannot be used; `problems` are sentences with file, line and key. What the Act and the
    letters need is asked of a file without other problems only: `has_more` says that it was not asked yet."""

    def __init__(self, problems: list[str], *, has_more: bool = False) -> None:
        super().__init__("\n".join(problems))
        self.problems, self.has_more = problems, has_more


def text_of(content: bytes, *, name: str) -> str:
    """The text of a file as it came. Raises FrameworkError where it is none."""
    try:
        return spelling.decoded(content)
    except spelling.NotText as refused:
        raise FrameworkError([f"{name} {refused}."], has_more=True) from refused


def parse(text: str, *, name: str) -> tuple[Framework, dict[str, Any]]:
    """The framework in a TOML text, and its plain content for storing.

    `name` is the file's name for messages. Raises FrameworkError with every problem found.
    """
    read = spelling.read(text)
    framework, found = _understood(read.content) if read.content is not None else (None, [])
    positions = dict(places.positions(text.removeprefix("\ufeff")))
    told = [(_line(path, positions), key_of(path), words) for path, words in found]
    # What a mistake of spelling hid is not missed.
    hidden = {path for path, line in positions.items() if line in read.passed_over}
    missed = {key_of(path) for path, _ in found if any(path[:n] in hidden for n in range(1, len(path) + 1))}
    told = [each for each in told if each[1] not in missed]
    told += [(line, "", words) for line, words in read.mistakes]
    if told or framework is None:
        problems = [_sentence(name, *each) for each in sorted(set(told))]
        raise FrameworkError(problems, has_more=framework is None or bool(read.mistakes))
    return framework, framework.model_dump(mode="json")


def _understood(content: dict[str, Any]) -> tuple[Framework | None, list[tuple[Path, str]]]:
    """The framework in a file's content, where it is one, and everything that is wrong with it."""
    found = list(fits.problems(content))
    try:
        framework = Framework.model_validate(content, context={"is_file": True})
    except ValidationError as error:
        said = {path for path, _ in found}
        found += [about for about in sentences.of(error) if about[0] not in said]
        return None, found
    if not found:
        found += demands(framework)
    return framework, found


def _line(path: Path, positions: dict[Path, int]) -> int:
    """The line of a key, or of the nearest table that is there."""
    return next((positions[path[:n]] for n in range(len(path), 0, -1) if path[:n] in positions), 1)


def _sentence(name: str, line: int, key: str, words: str) -> str:
    end = "" if words.endswith("?") else "."
    return f"{name}, line {line}{f', key {key}' if key else ''}: {words}{end}"
