"""What the tables of a framework file say of each other: names that have to exist, and ids that are one thing's alone.

It is asked of the content as it was read, so that a person hears of these mistakes beside all others, each on its line.
Versions that were stored are not asked again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from .keys import nearest
from .places import Path
from .wordings import WORDINGS

Problem = tuple[Path, str]

_BANDS = ("bands.*.id",)
_LINES = ("bands.*.lines.*.id", "extra_days.*.id")
_VISITS = ("visits.kinds.*.id",)
_CRITERIA = ("criteria.*.id",)
_SECTIONS = ("visits.sections.*.id",)
_SERVICES = ("team.services.*.id",)

# Where a name stands -> where things of that name are, and what one and several of them are called.
_NAMES: dict[str, tuple[Sequence[str], str, str]] = {
    "criteria.*.readings.*.bands.*": (_BANDS, "band", "bands"),
    "offers.*.bands.*": (_BANDS, "band", "bands"),
    "support.kinds.*.bands.*": (_BANDS, "band", "bands"),
    "visits.quality.bands.*": (_BANDS, "band", "bands"),
    "partnership_plan.bands.*": (_BANDS, "band", "bands"),
    "team.bands.*": (_BANDS, "band", "bands"),
    "team.finance": (_SERVICES, "service", "services"),
    "visits.kinds.*.line": (_LINES, "line of days", "lines"),
    "offers.*.visit_kind": (_VISITS, "kind of visit", "kinds"),
    "intervention.visit_kind": (_VISITS, "kind of visit", "kinds"),
    "intervention.criterion": (_CRITERIA, "criterion", "criteria"),
    "early_signs.*.section": (_SECTIONS, "section of reports", "sections"),
}

# Where an id stands that only one entry of its list can have -> what the entry is called.
_IDS = {
    "bands.*.id": "band",
    "bands.*.lines.*.id": "line",
    "extra_days.*.id": "extra days",
    "offers.*.id": "offer",
    "criteria.*.id": "criterion",
    "visits.kinds.*.id": "kind of visit",
    "visits.modes.*.id": "mode",
    "visits.prompts.*.id": "prompt",
    "visits.sections.*.id": "section",
    "visits.quality.criteria.*.id": "criterion of a good report",
    "priorities.*.id": "priority",
    "early_signs.*.id": "early sign",
    "team.services.*.id": "service",
    "support.kinds.*.id": "kind of support",
    "support.provider_kinds.*.id": "kind of provider",
    "support.designations.*.id": "designation",
    "intervention.sources.*.id": "source of a concern",
    "intervention.bodies.*.id": "body",
    "intervention.*.checks.*.id": "check",
    "letters.*.versions.*.starts_on": "first day of a wording, and the",
    "intervention.*.versions.*.starts_on": "first day of a wording, and the",
}


def problems(content: dict[str, Any]) -> Iterator[Problem]:
    """Yield what does not fit together, each with the key that it is about."""
    yield from _names(content)
    yield from _ids(content)
    yield from _included(content)
    yield from _readings(content)
    yield from _concern(content)
    yield from _wordings(content)


def at(content: Any, place: str) -> Iterator[tuple[Path, Any]]:
    """Every value at a place such as "bands.*.id", with its path; what is not there, or is no list, is passed over."""

    def walk(value: Any, rest: list[str], path: Path) -> Iterator[tuple[Path, Any]]:
        if not rest:
            yield path, value
        elif rest[0] == "*":
            entries = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
            for key, each in entries:
                yield from walk(each, rest[1:], (*path, key))
        elif isinstance(value, dict) and rest[0] in value:
            yield from walk(value[rest[0]], rest[1:], (*path, rest[0]))

    yield from walk(content, place.split("."), ())


def values(content: Any, *places: str) -> list[Any]:
    """The values at some places, each once, that can be names."""
    found = (value for place in places for _, value in at(content, place))
    return list(dict.fromkeys(value for value in found if isinstance(value, str)))


def no_such(what: str, several: str, value: Any, known: Sequence[str]) -> str:
    """The sentence about a name that nothing has: with what was probably meant, or all that there are."""
    if close := nearest(value, known):
        return f"there is no {what} “{value}”; did you mean “{close}”?"
    return f"there is no {what} “{value}”" + (f"; the {several} are {', '.join(known)}" if known else "")


def _names(content: dict[str, Any]) -> Iterator[Problem]:
    for place, (of, what, several) in _NAMES.items():
        known = values(content, *of)
        for path, value in at(content, place):
            if isinstance(value, str) and value and value not in known:
                yield path, no_such(what, several, value, known)


def _ids(content: dict[str, Any]) -> Iterator[Problem]:
    for place, what in _IDS.items():
        seen = set()
        for path, value in at(content, place):
            if isinstance(value, dict | list):
                continue
            mine = (path[:-2], value)
            if mine in seen:
                yield path, f"two entries have the same {what} id: {value}; give this one another"
            seen.add(mine)


def _included(content: dict[str, Any]) -> Iterator[Problem]:
    """A line includes another of its own band."""
    for path, value in at(content, "bands.*.lines.*.includes"):
        lines = content["bands"][path[1]]["lines"]
        own = [line.get("id") for place, line in enumerate(lines) if place != path[3] and isinstance(line, dict)]
        if value not in own:
            yield path, no_such("other line of this band", "others", value, [each for each in own if each])


def _readings(content: dict[str, Any]) -> Iterator[Problem]:
    """Each criterion reads once for each band."""
    bands, read = values(content, *_BANDS), values(content, "criteria.*.readings.*.bands.*")
    criteria = [(path, each) for path, each in at(content, "criteria.*") if isinstance(each, dict)]
    for path, band in at(content, "bands.*.id"):
        if criteria and isinstance(band, str) and band not in read:
            yield path, f"no criterion names band {band}: add it to the bands of a reading of each criterion"
    for path, criterion in criteria:
        counts: dict[str, list[Path]] = defaultdict(list)
        for place, band in at(criterion, "readings.*.bands.*"):
            if isinstance(band, str):
                counts[band].append((*path, *place))
        if missing := [band for band in bands if band in read and band not in counts]:
            yield (
                path,
                (
                    f"criterion “{criterion.get('id', '')}” has no reading for band {', '.join(missing)}; "
                    'a reading with text = "" says nothing'
                ),
            )
        for band, places in counts.items():
            if len(places) > 1:
                yield places[1], f"criterion “{criterion.get('id', '')}” has two readings for band {band}"


def _concern(content: dict[str, Any]) -> Iterator[Problem]:
    """Where the order of the bands means better to worse, concern is at the worse end."""
    if dict(at(content, "allocation.ordered")) != {("allocation", "ordered"): True}:
        return
    bands = [(path, band) for path, band in at(content, "bands.*") if isinstance(band, dict)]
    for (path, better), (_, worse) in pairwise(bands):
        if better.get("concern") is True and worse.get("concern", False) is False:
            yield (
                (*path, "concern"),
                (
                    f"the bands are ordered from better to worse, yet band {better.get('id')} causes concern "
                    f"and band {worse.get('id')}, which is worse, does not"
                ),
            )


def _wordings(content: dict[str, Any]) -> Iterator[Problem]:
    """The wording that is named for a letter is one that the product has."""
    for place in ("letters.*.versions.*.version", "intervention.*.versions.*.version"):
        for path, value in at(content, place):
            yield from _wording(path, str(path[1]), value)
    for path, value in at(content, "intervention.withdrawal_versions.*.version"):
        yield from _wording(path, "withdrawal", value)


def _wording(path: Path, kind: str, value: Any) -> Iterator[Problem]:
    known = [version for of, _, version in (each.partition("/") for each in WORDINGS) if of == kind]
    if known and isinstance(value, str) and value not in known:
        yield path, f"there is no wording “{value}” of this letter; there is {', '.join(sorted(known))}"
