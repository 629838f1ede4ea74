"""What the lines of a spreadsheet of earlier bands bring in: checked line by line, so that every problem is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schools.models import School
from schools.registers.results.years import year_of_cell
from schools.registers.table.fields import CellError
from sil.dates.cells import day_in
from sil.framework.schema import Band, Framework
from sil.framework.years import academic_year, label
from sil.uploads.sheets import Line
from sil.workflow import Denied

from ..models import LONG_TEXT, Allocation, Round
from .policies import check_day

URN, SCHOOL, YEAR, BAND, DAY, REASONS = "URN", "School", "Academic year", "Band", "Agreed on", "Reasons"
REQUIRED = (URN, YEAR, BAND)
HEADINGS = (URN, SCHOOL, YEAR, BAND, DAY, REASONS)
URN_DIGITS = 7

Problem = tuple[int, str]


class _Refused(Exception):
    """Why a line cannot be taken in, as a sentence."""


@dataclass(frozen=True)
class Known:
    """What there is of the schools of a file: rounds by year, the bands there are by URN and year, and the framework
    whose bands a year has."""

    on: date
    schools: Mapping[int, School]
    rounds: Mapping[int, Round]
    bands: Mapping[tuple[int, int], Allocation]
    frameworks: Mapping[int, Framework]


def years_of(lines: Sequence[Line]) -> set[int]:
    """Return the academic years that lines name, as far as they can be read."""
    return {year for line in lines if (year := _year_or_none(line.cells.get(YEAR, ""))) is not None}


def urns_of(lines: Sequence[Line]) -> set[int]:
    """Return the URNs that lines name, as far as they can be read."""
    return {int(text) for line in lines if _is_urn(text := line.cells.get(URN, ""))}


def entries_of(lines: Sequence[Line], known: Known) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return the bands that lines bring in, and the problems by line. A line without a band is left out, and so is one
    that was brought in already."""
    entries, problems, seen = [], [], dict[tuple[int, int], int]()
    for line in lines:
        if not line.cells.get(BAND, ""):
            continue
        try:
            entry = _entry(line, known)
            key = (entry["urn"], entry["year"])
            if key in seen:
                raise _Refused(f"This school and year are already on line {seen[key]}. Keep one of the lines.")
        except _Refused as refused:
            problems.append((line.number, str(refused)))
            continue
        seen[key] = line.number
        there = known.bands.get(key)
        if there is None:
            entries.append(entry)
        elif not _is_same(there, entry):
            problems.append((line.number, _taken(there)))
    return entries, problems


def _entry(line: Line, known: Known) -> dict[str, Any]:
    cells = line.cells
    school, year = _school(cells.get(URN, ""), known), _year(cells.get(YEAR, ""), known)
    band = _band(cells[BAND], known.frameworks[year], year)
    reasons = cells.get(REASONS, "")
    if len(reasons) > LONG_TEXT:
        raise _Refused(f"“{REASONS}” must be {LONG_TEXT:,} characters or fewer. It has {len(reasons):,}.")
    return {
        "line": line.number,
        "urn": school.pk,
        "school": school.name,
        "year": year,
        "year_name": label(year),
        "band": band.id,
        "band_name": band.name,
        "day": _day(cells.get(DAY, ""), year).isoformat(),
        "reasons": reasons,
    }


def _school(text: str, known: Known) -> School:
    if not text:
        raise _Refused(f"“{URN}”: enter the URN of the school.")
    school = known.schools.get(int(text)) if _is_urn(text) else None
    if school is None:
        raise _Refused(f"“{URN}”: there is no school with URN {text} here. Check the number.")
    return school


def _year(text: str, known: Known) -> int:
    year, now = _year_or_none(text), academic_year(known.on)
    if year is None:
        raise _Refused(f"“{YEAR}”: “{text}” is not an academic year. Enter it like {now - 1}/{now % 100}.")
    if year >= now:
        raise _Refused(
            f"“{YEAR}”: bands are brought in for years before {label(now)}. The band of {label(year)} is agreed here, "
            "in its round."
        )
    there = known.rounds.get(year)
    if there and not there.is_brought_in:
        raise _Refused(f"“{YEAR}”: the round of {label(year)} was run here, so its bands are not brought in.")
    return year


def _band(text: str, framework: Framework, year: int) -> Band:
    named = {_normal(name): band for band in framework.bands for name in (band.id, band.name)}
    if _normal(text) not in named:
        names = ", ".join(band.name for band in framework.bands)
        raise _Refused(f"“{BAND}”: “{text}” is no band of {label(year)}. Enter one of: {names}.")
    return named[_normal(text)]


def _day(text: str, year: int) -> date:
    if not text:
        raise _Refused(f"“{DAY}”: enter the day on which the band was agreed, like 12 November {year}.")
    day = day_in(text)
    if day is None:
        raise _Refused(f"“{DAY}”: “{text}” is not a date. Enter it like 12 November {year}.")
    try:
        check_day(day, year)
    except Denied as denied:
        raise _Refused(f"“{DAY}”: {denied.sentence}") from denied
    return day


def _is_same(there: Allocation, entry: Mapping[str, Any]) -> bool:
    said = (entry["band"], entry["day"], entry["reasons"])
    kept = (there.band, there.ended_on.isoformat() if there.ended_on else "", there.brought_in_reasons)
    return there.is_brought_in and said == kept


def _taken(there: Allocation) -> str:
    held = f"{there.school.name} has {there.framework.band(there.band).name} for {there.round}"
    return f"{held}, brought in before. Correct it on its page, or take the line out."


def _year_or_none(text: str) -> int | None:
    try:
        return year_of_cell(text.replace(" to ", "-").strip(), summer=False)
    except CellError:
        return None


def _is_urn(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= URN_DIGITS


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())
