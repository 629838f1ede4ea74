"""Take the list from an export of OSV: a zip with a JSON file for each advisory (https://google.github.io/osv.dev/data/).

What is withdrawn is left out. Several databases publish the same vulnerability, each under its own number and naming
those of others. Such become one row: as severe as the severest says, published as the first, and with all versions.
"""

import json
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from . import cvss, versions
from .rows import PYPI, Advisory, Listing, Severity

# What databases call them (GitHub says "moderate").
_WORDS = {str(each): each for each in Severity} | {"moderate": Severity.MEDIUM}
_SEVEREST = list(Severity)
# Nobody said how severe it is: it is looked at within the days of "high".
UNKNOWN = Severity.HIGH
# At the same version: the end of a range, the begin of the next, the last version of it.
_ORDER = {"fixed": 0, "limit": 0, "introduced": 1, "last_affected": 2}
_PREFERRED = ("CVE-", "GHSA-", "PYSEC-")


class WrongExport(ValueError):
    """A file that is no export of OSV; its text says why."""


@dataclass(frozen=True)
class _Found:
    """What one record says of one package."""

    package: str
    ids: frozenset[str]
    severity: Severity | None
    published: date
    affected: frozenset[str]
    fixed: frozenset[str]


def take(path: Path, packages: Mapping[str, Collection[str]]) -> tuple[str, Listing]:
    """Return the ecosystem that an export is of, and what it says of the packages of that, as of the day of its latest
    change. `packages` are names by ecosystem. Raises WrongExport."""
    newest, of, found = "", Counter[str](), dict[str, list[_Found]]()
    for record in _records(path):
        newest = max(newest, str(record.get("modified", "")))
        of.update({part.get("package", {}).get("ecosystem", "") for part in record["affected"]} & packages.keys())
        if "withdrawn" not in record:
            for ecosystem, names in packages.items():
                found.setdefault(ecosystem, []).extend(_of_record(record, ecosystem, names))
    if not newest or not of:
        raise WrongExport(f"{path.name} has no advisories of {' or '.join(packages)} in it.")
    # A record of one ecosystem may name packages of another, of which the export knows no more than that.
    ecosystem = of.most_common(1)[0][0]
    rows = tuple(_row(group) for group in _groups(found[ecosystem]))
    return ecosystem, Listing(_day(newest), f"OSV, {path.name}", tuple(sorted(packages[ecosystem])), rows)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with zipfile.ZipFile(path) as export:
            for name in export.namelist():
                if name.endswith(".json"):
                    record = json.loads(export.read(name))
                    record.setdefault("affected", [])
                    yield record
    except (OSError, zipfile.BadZipFile, ValueError, AttributeError) as error:
        raise WrongExport(f"{path.name} is no export of OSV: {error}.") from error


def _of_record(record: Mapping[str, Any], ecosystem: str, packages: Collection[str]) -> Iterator[_Found]:
    ids = frozenset([record["id"], *record.get("aliases", [])])
    for part in record["affected"]:
        package = part.get("package", {})
        name = str(package.get("name", ""))
        name = canonicalize_name(name) if ecosystem == PYPI else name
        if package.get("ecosystem") != ecosystem or name not in packages:
            continue
        affected, fixed = ranges(part)
        if affected:
            yield _Found(name, ids, _severity(record, part), _day(record["published"]), affected, fixed)


def ranges(part: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ranges of versions that a part of a record (`affected[]`) means, and the versions that are fixed.

    Versions that it names one by one are added as far as no range has them. Ranges of commits say nothing of versions.
    """
    found: set[str] = set()
    fixed: set[str] = set()
    for each in part.get("ranges", []):
        if each.get("type") in ("ECOSYSTEM", "SEMVER"):
            found |= set(_between(each.get("events", [])))
            fixed |= {event["fixed"] for event in each.get("events", []) if versions.parsed(event.get("fixed", ""))}
    named = [version for text in part.get("versions", []) if (version := versions.parsed(text)) is not None]
    alone = {f"=={version}" for version in named if not versions.is_in(version, list(found))}
    return frozenset(found | alone), frozenset(fixed)


def _between(events: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the ranges between events, which may come in any order. An end that is no version by PEP 440 is no end, and
    such a begin the very first: more is hit rather than less."""
    steps = sorted(
        (version, _ORDER[kind], kind, text)
        for event in events
        for kind, text in event.items()
        if kind in _ORDER and (version := _place(kind, text)) is not None
    )
    begin: str | None = None
    for _, _, kind, text in steps:
        if kind == "introduced":
            begin = (f">={text}" if versions.parsed(text) and text != "0" else "") if begin is None else begin
        elif begin is not None:
            yield ",".join(filter(None, (begin, f"{'<=' if kind == 'last_affected' else '<'}{text}")))
            begin = None
    if begin is not None:
        yield begin


def _place(kind: str, text: str) -> Version | None:
    found = versions.parsed(text)
    # OSV's "0" is before every version, also before 0.dev0.
    lowest = Version("0.dev0")
    return (found if found and text != "0" else lowest) if kind == "introduced" else found


def _severity(record: Mapping[str, Any], part: Mapping[str, Any]) -> Severity | None:
    """The word of the database, else that of the severest vector; None where neither says anything."""
    for place in (part, record):
        for key in ("database_specific", "ecosystem_specific"):
            word = (place.get(key) or {}).get("severity")
            if isinstance(word, str) and (found := _WORDS.get(word.lower())):
                return found
    vectors = [*part.get("severity", []), *record.get("severity", [])]
    return _severest(cvss.severity(str(each.get("score", ""))) for each in vectors)


def _severest(found: Iterable[Severity | None]) -> Severity | None:
    return min((each for each in found if each is not None), key=_SEVEREST.index, default=None)


def _groups(found: Iterable[_Found]) -> list[list[_Found]]:
    """Return what is said of the same vulnerability of the same package, together."""
    groups: list[list[_Found]] = []
    for each in found:
        same = [g for g in groups if any(other.package == each.package and other.ids & each.ids for other in g)]
        groups = [g for g in groups if g not in same]
        groups.append([each, *(other for group in same for other in group)])
    return groups


def _row(group: list[_Found]) -> Advisory:
    fixed = {text for each in group for text in each.fixed}
    return Advisory(
        package=group[0].package,
        id=min({text for each in group for text in each.ids}, key=_preference),
        severity=_severest(each.severity for each in group) or UNKNOWN,
        published=min(each.published for each in group),
        affected=tuple(sorted({text for each in group for text in each.affected})),
        fixed=tuple(sorted(fixed, key=Version)),
    )


def _preference(text: str) -> tuple[int, str]:
    places = (place for place, start in enumerate(_PREFERRED) if text.startswith(start))
    return next(places, len(_PREFERRED)), text


def _day(moment: str) -> date:
    try:
        return datetime.fromisoformat(moment).date()
    except ValueError as error:
        raise WrongExport(f"“{moment}” in the export is no moment.") from error
