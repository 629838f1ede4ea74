"""What the lines of a file change in drafts: checked line by line, so that every problem is told at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sil.framework.schema import Criterion, Framework
from sil.uploads.sheets import Line

from ..grid.forms import NOT_APPLICABLE
from ..models import LONG_TEXT, SHORT_TEXT
from .queries import BAND, PARTS, REASONS, URN, Target, column

Problem = tuple[int, str]
_SAYS_NOTHING = frozenset({"", "-", "–"})


class _Refused(Exception):
    """Why a cell or a line cannot be taken in, as a sentence."""


def entries_of(
    lines: Sequence[Line], there: Sequence[Target], framework: Framework
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return what the lines of a file change, and the problems by line. An empty cell changes nothing, and a school
    without any change is left out. Where a draft is somebody else's, only what is still empty in it is filled in."""
    by_urn = {str(target.allocation.school_id): target for target in there}
    entries, problems, seen = [], [], dict[str, int]()
    for line in lines:
        urn = line.cells.get(URN, "").strip()
        try:
            target = _target(urn, by_urn, seen)
        except _Refused as refused:
            problems.append((line.number, str(refused)))
            continue
        seen[urn] = line.number
        said, wrong = _said(line, target, framework)
        problems += [(line.number, f"{target.allocation.school}: {sentence}") for sentence in wrong]
        if entry := change_of(target, said):
            entries.append({**entry, "line": line.number})
    return entries, problems


def change_of(target: Target, said: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what of a text, in the shape of a draft, changes the draft of a target, or None where nothing does."""
    left, own = 0, target.is_own
    entry: dict[str, Any] = {"band": "", "reasons": "", "marks": {}}
    for name in ("band", "reasons"):
        if said[name] and said[name] != target.content[name]:
            if own or not target.content[name]:
                entry[name] = said[name]
            else:
                left += 1
    for criterion, mark in said["marks"].items():
        now = target.content["marks"].get(criterion, {})
        new = {part: text for part, text in mark.items() if text and text != now.get(part, "")}
        # The partner's own words about a criterion are not mixed with somebody else's mark.
        if new and not own and any(now.get(part) for part in PARTS):
            left += len(new)
        elif new:
            entry["marks"][criterion] = new
    if not (entry["band"] or entry["reasons"] or entry["marks"] or left):
        return None
    return {"allocation": target.allocation.pk, "version": target.version, "line": 0, "left": left, **entry}


def _target(urn: str, by_urn: Mapping[str, Target], seen: Mapping[str, int]) -> Target:
    if not urn:
        raise _Refused("Enter the URN of the school.")
    if urn in seen:
        raise _Refused(f"The school with URN {urn} is already on line {seen[urn]}. Keep one of the lines.")
    if urn not in by_urn:
        raise _Refused(
            f"No school with URN {urn} waits for a proposal from you. Check the URN, or take the line out if its band "
            "has been proposed already."
        )
    return by_urn[urn]


def _said(line: Line, target: Target, framework: Framework) -> tuple[dict[str, Any], list[str]]:
    """What a line says, in the shape of a draft, with what is wrong in it."""
    said: dict[str, Any] = {"band": "", "reasons": "", "marks": {}}
    wrong: list[str] = []

    def take(value: str, read: Any) -> str:
        try:
            return "" if value in _SAYS_NOTHING else str(read(value))
        except _Refused as refused:
            wrong.append(str(refused))
            return ""

    said["band"] = take(line.cells.get(BAND, ""), lambda text: _band(text, framework))
    said["reasons"] = take(line.cells.get(REASONS, ""), lambda text: _short_enough(text, REASONS, LONG_TEXT))
    fitting = {criterion.id for criterion in target.allocation.criteria}
    for criterion in framework.criteria:
        mark = {}
        for part in PARTS:
            heading = column(criterion, part)
            text = line.cells.get(heading, "")
            if text not in _SAYS_NOTHING and criterion.id not in fitting:
                wrong.append(f"“{criterion.name}” is not for this school. Leave “{heading}” empty.")
            elif part == "reading":
                mark[part] = take(text, lambda text, c=criterion: _reading(text, c, framework))
            else:
                mark[part] = take(text, lambda text, h=heading: _short_enough(text, h, SHORT_TEXT))
        if any(mark.values()):
            said["marks"][criterion.id] = mark
    return said, wrong


def _band(text: str, framework: Framework) -> str:
    found = {_normal(name): band.id for band in framework.bands for name in (band.id, band.name)}
    if _normal(text) not in found:
        names = ", ".join(band.name for band in framework.bands)
        raise _Refused(f"“{text}” in the column “{BAND}” is not a band. Enter one of {names}.")
    return found[_normal(text)]


def _reading(text: str, criterion: Criterion, framework: Framework) -> str:
    """Which reading of a criterion is meant, as a draft names it: by all its bands, or by one that no other has."""
    choices = {_normal(framework.names(())): NOT_APPLICABLE}
    offered = [framework.names(reading.bands) for reading in criterion.readings]
    for place, reading in enumerate(criterion.readings):
        choices[_normal(offered[place])] = str(place)
        for band in reading.bands:
            if sum(band in other.bands for other in criterion.readings) == 1:
                choices |= {_normal(name): str(place) for name in (band, framework.band(band).name)}
    if _normal(text) not in choices:
        said = ", ".join([*offered, framework.names(())])
        raise _Refused(f"“{text}” in the column “{criterion.name}” is not a mark. Enter one of: {said}.")
    return choices[_normal(text)]


def _short_enough(text: str, heading: str, most: int) -> str:
    if len(text) > most:
        raise _Refused(f"“{heading}” must be {most:,} characters or fewer. It has {len(text):,}.")
    return text


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())
