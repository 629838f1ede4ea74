"""Published figures of the made-up schools: results, absence, exclusions and pupils of five years."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

from schools.indicators.measures import MEASURES
from schools.indicators.years import short
from schools.registers.run.actions import import_file
from sil.framework.years import academic_year

from ..authority import CODE, NAME
from .rows import FIRST_URN, MadeUp

YEARS = 5
# The figures of a summer are published in the months after it.
PUBLISHED_AFTER = timedelta(days=90)
# Places in the list of schools: one with so few pupils that its results are suppressed, and one
# whose figures came to nobody's notice yet.
SMALL, WITHOUT = 6, 15
NO_PROGRESS_8 = (2024, 2025)
_PRIMARY, _SECONDARY = ("Primary", "All-through"), ("Secondary", "All-through")
_GROUPS = {"Total": 0, "Disadvantaged": -12, "Not known to be disadvantaged": 6, "Boys": -3, "Girls": 3}
_TOPICS = {"Total": "Total", "Boys": "Sex", "Girls": "Sex"}

Row = dict[str, object]


def read(schools: Sequence[MadeUp], today: date) -> None:
    """Read made-up files of the national tables in by the same code as the real ones."""
    latest = academic_year(today - PUBLISHED_AFTER) - 1
    years = range(latest - YEARS + 1, latest + 1)
    tested = [year for year in years if year not in MEASURES["ks4_attainment_8"].gaps]
    told = [school for place, school in enumerate(schools) if place != WITHOUT and not school.opened]
    files = {
        f"{year}-{year + 1}_demonstration_ks2final.csv": list(_key_stage_2(told, year))
        for year in years
        if year not in MEASURES["ks2_rwm_expected"].gaps
    }
    files |= {f"{year}-{year + 1}_demonstration_census.csv": list(_pupils(told, year)) for year in years[-3:]}
    files |= {
        "demonstration_ks4_schools.csv": [row for year in tested for row in _key_stage_4(told, year)],
        "demonstration_absence.csv": [row for year in years for row in _absence(told, year)],
        "demonstration_exclusions.csv": [row for year in years[:-1] for row in _exclusions(told, year)],
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in files.items():
            path = Path(folder) / name
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), restval="")
                writer.writeheader()
                writer.writerows(rows)
            import_file("performance", path, by=None, authority=CODE)


def _level(school: MadeUp, year: int, spread: float) -> float:
    """How far a school lies from the average in a year: schools differ, and move a little from year to year."""
    return Random(school.urn).gauss(0, spread) + Random(school.urn * 31 + year).gauss(0, spread / 4)


def _key_stage_2(schools: Sequence[MadeUp], year: int) -> Iterator[Row]:
    rise = year % 7
    for school in schools:
        if school.phase in _PRIMARY:
            small = school.urn == FIRST_URN + SMALL
            level = 60 + rise + _level(school, year, 9)
            yield {"RECTYPE": 1, "LEA": CODE, "ESTAB": school.number, "URN": school.urn} | _ks2(
                level, small=small, spread=Random(school.urn * 17 + year)
            )
    yield {"RECTYPE": 3, "LEA": CODE} | _ks2(58 + rise)
    yield {"RECTYPE": 4} | _ks2(60 + rise)
    yield {"RECTYPE": 5} | _ks2(61 + rise)


def _ks2(level: float, *, small: bool = False, spread: Random | None = None) -> Row:
    def moved() -> float:
        return spread.gauss(0, 3) if spread else 0

    def share(value: float) -> str:
        return "SUPP" if small else f"{min(100, max(0, round(value)))}%"

    return {
        "PTRWM_EXP": share(level),
        "PTRWM_EXP_FSM6CLA1A": "SUPP" if level > 75 else share(level - 14 + moved()),
        "PTRWM_EXP_NotFSM6CLA1A": share(level + 5 + moved()),
        "PTRWM_EXP_B": share(level - 4 + moved()),
        "PTRWM_EXP_G": share(level + 4 + moved()),
        "PTRWM_HIGH": share((level - 40) / 3 + moved()),
        "PTREAD_EXP": share(level + 12 + moved()),
        "READ_AVERAGE": "SUPP" if small else round(104 + (level - 60) / 6),
        "MAT_AVERAGE": "SUPP" if small else round(103 + (level - 60) / 6),
    }


def _explore(year: int, level: str, **more: object) -> Row:
    return {
        "time_period": short(year).replace("/", ""),
        "time_identifier": "Academic year",
        "geographic_level": level,
        **more,
    }


def _places(schools: Sequence[MadeUp], year: int) -> Iterator[tuple[Row, MadeUp | None]]:
    """England, the authority and every school, each with the start of its row."""
    yield _explore(year, "National"), None
    yield _explore(year, "Local authority", old_la_code=CODE, la_name=NAME), None
    for school in schools:
        number = f"{CODE}{school.number}"
        yield _explore(year, "School", old_la_code=CODE, school_urn=school.urn, school_laestab=number), school


def _key_stage_4(schools: Sequence[MadeUp], year: int) -> Iterator[Row]:
    for start, school in _places([each for each in schools if each.phase in _SECONDARY], year):
        level = _level(school, year, 6) if school else -1.5 if "old_la_code" in start else 0
        for group, more in _GROUPS.items():
            attainment = 46.2 + level + more / 2 + (Random(school.urn * 19 + year + more).gauss(0, 2) if school else 0)
            progress = round(level / 12 + more / 30, 2)
            topic = {"breakdown_topic": _TOPICS.get(group, "Disadvantage status"), "breakdown": group}
            yield (
                start
                | topic
                | {
                    "establishment_type_group": "" if school else "All state-funded",
                    "avg_att8": round(attainment, 1),
                    "avg_p8score": "z" if year in NO_PROGRESS_8 else progress,
                    "p8_banding": _band(progress) if school and group == "Total" and year not in NO_PROGRESS_8 else "z",
                    "pt_l2basics_95": round(min(100, max(0, 45 + level * 2 + more)), 1),
                    "pt_l2basics_94": round(min(100, max(0, 65 + level * 2 + more)), 1),
                }
            )


def _band(progress: float) -> str:
    bands = ((0.5, "Well above average"), (0.2, "Above average"), (-0.2, "Average"), (-0.5, "Below average"))
    return next((words for least, words in bands if progress >= least), "Well below average")


def _phased(schools: Sequence[MadeUp], year: int) -> Iterator[tuple[Row, str, MadeUp | None]]:
    """Rows of files that are told by phase: England and the authority have one for each."""
    for start, school in _places([each for each in schools if each.phase != "Nursery"], year):
        kinds = [school.phase] if school else ["Primary", "Secondary", "Total"]
        for kind in kinds:
            phase = {"Primary": "State-funded primary", "Total": "Total", "Not applicable": "Special"}
            yield start | {"education_phase": phase.get(kind, "State-funded secondary")}, kind, school


def _absence(schools: Sequence[MadeUp], year: int) -> Iterator[Row]:
    for start, kind, school in _phased(schools, year):
        usual = {"Primary": 5.5, "Total": 7.1}.get(kind, 8.8) - (year % 5) / 5
        overall = max(2, usual + (_level(school, year, 1.2) if school else 0.4 if "old_la_code" in start else 0))
        persistent = min(100, max(0, overall * 3.1 - 2))
        few = school is not None and school.urn == FIRST_URN + SMALL
        yield start | {
            "sess_overall_percent": round(overall, 2),
            "enrolments_pa_10_exact_percent": "c" if few else round(persistent, 2),
        }


def _exclusions(schools: Sequence[MadeUp], year: int) -> Iterator[Row]:
    for start, kind, school in _phased(schools, year):
        usual = {"Primary": 1.9, "Total": 9.3}.get(kind, 19.4)
        factor = 1 + (_level(school, year, 0.5) if school else 0.1 if "old_la_code" in start else 0)
        yield start | {
            "susp_rate": round(max(0, usual * factor), 2),
            "perm_excl_rate": round(max(0, usual * factor / 160), 2) if kind != "Primary" or not school else 0,
        }


def _pupils(schools: Sequence[MadeUp], year: int) -> Iterator[Row]:
    for school in schools:
        chance, level = Random(school.urn * 13), _level(school, year, 1)
        yield {
            "URN": school.urn,
            "LA": CODE,
            "ESTAB": school.number,
            "NOR": int(chance.uniform(90, 1100) + level * 8),
            "PNUMFSMEVER": round(chance.uniform(12, 55) + level, 1),
            "PNUMEAL": round(chance.uniform(3, 40), 1),
            "PSENELSE": round(chance.uniform(2, 6), 1),
            "PSENELK": round(chance.uniform(9, 20), 1),
        }
    share: Row = {"PNUMFSMEVER": 25.9, "PNUMEAL": 21.4, "PSENELSE": 3.1, "PSENELK": 14.2}
    for kind in ("State-funded primary", "State-funded secondary"):
        yield {"URN": "NAT", "LA": "", "ESTAB": "", "SCHOOLTYPE": kind} | share
