"""The list of known vulnerabilities and the exceptions from it: how their files are read and written.

`list.toml` has a table for each ecosystem, as OSV calls them: as of which day its rows were taken, where from, for
which packages, and one line for each advisory. `exceptions.toml` is written by hand.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from . import versions

FOLDER = Path(__file__).parent
LIST, EXCEPTIONS = FOLDER / "list.toml", FOLDER / "exceptions.toml"
PYPI, NPM = "PyPI", "npm"
_HEAD = "# Known vulnerabilities of locked packages. docs/how-to/dependencies.md says how the list is renewed.\n"


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class WrongFile(ValueError):
    """A file of the list that cannot be read; its text names the row and what is wrong."""


@dataclass(frozen=True)
class Advisory:
    """One vulnerability of one package. `affected` are ranges (sil.advisories.versions), `fixed` the versions without
    it, lowest first; none where there is no such version yet."""

    package: str
    id: str
    severity: Severity
    published: date
    affected: tuple[str, ...]
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """What is known of one ecosystem, as of a day. `packages` are the names that were looked for."""

    taken: date
    source: str
    packages: tuple[str, ...]
    advisories: tuple[Advisory, ...]


@dataclass(frozen=True)
class Exemption:
    """An advisory that may wait until a day, and why."""

    package: str
    id: str
    until: date
    reason: str


def read_list(path: Path = LIST) -> dict[str, Listing]:
    """Return the list by ecosystem. Raises WrongFile."""
    return {name: _listing(path, name, table) for name, table in _toml(path).items()}


def read_exceptions(path: Path = EXCEPTIONS) -> list[Exemption]:
    """Return the exceptions. Raises WrongFile where one lacks its reason or its day."""
    return [_exemption(path, row) for row in _toml(path).get("exception", [])]


def written(lists: Mapping[str, Listing]) -> str:
    """Return the text of `list.toml`, sorted, so that a new list differs from the last in what has changed alone."""
    return _HEAD + "".join(_table(name, lists[name]) for name in sorted(lists))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WrongFile(f"{path.name} cannot be read: {error}") from error


def _listing(path: Path, name: str, table: Any) -> Listing:
    try:
        taken, source, packages = table["taken"], table["source"], tuple(table["packages"])
        if type(taken) is not date:
            raise ValueError("“taken” is no date")
        return Listing(taken, source, packages, tuple(_advisory(path, row) for row in table["advisories"]))
    except (KeyError, TypeError, ValueError) as error:
        raise WrongFile(f"{path.name}, {name}: {_why(error)}") from error


def _advisory(path: Path, row: Mapping[str, Any]) -> Advisory:
    try:
        found = Advisory(
            row["package"],
            row["id"],
            Severity(row["severity"]),
            row["published"],
            tuple(row["affected"]),
            tuple(row["fixed"]),
        )
        if type(found.published) is not date or not found.affected:
            raise ValueError("it needs the day it was published and the versions that are affected")
        for each in found.affected:
            versions.check(each)
    except (KeyError, TypeError, ValueError) as error:
        raise WrongFile(f"{path.name}, {row}: {_why(error)}") from error
    return found


def _exemption(path: Path, row: Mapping[str, Any]) -> Exemption:
    try:
        found = Exemption(row["package"], row["id"], row["until"], row["reason"].strip())
        if type(found.until) is not date or not found.reason:
            raise ValueError("it needs a day in “until” and a reason")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WrongFile(f"{path.name}, {row}: {_why(error)}") from error
    return found


def _why(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _table(name: str, found: Listing) -> str:
    rows = sorted(found.advisories, key=lambda each: (each.package, each.published, each.id))
    lines = [
        f"\n[{name}]",
        f"taken = {found.taken}",
        f"source = {_text(found.source)}",
        f"packages = {_texts(sorted(found.packages))}",
        "advisories = [",
        *(f"  {_row(each)}," for each in rows),
        "]\n",
    ]
    return "\n".join(lines)


def _row(each: Advisory) -> str:
    return (
        f"{{ package = {_text(each.package)}, id = {_text(each.id)}, severity = {_text(each.severity)},"
        f" published = {each.published}, affected = {_texts(each.affected)}, fixed = {_texts(each.fixed)} }}"
    )


def _texts(found: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, found))}]"


def _text(value: str) -> str:
    # JSON and TOML write such text alike, as long as nothing but ASCII is escaped.
    return json.dumps(value, ensure_ascii=False)
