"""Made-up files of results, absence, exclusions and pupils, laid out as they are published."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

from schools.models import Comparator, Indicator
from schools.registers.run import actions
from schools.registers.table.register import Report

Row = dict[str, object]
# (year, measure, group) -> value, or why there is none
Figures = dict[tuple[int, str, str], str]

KS2: Row = {"RECTYPE": 1, "LEA": 341, "ESTAB": 2001, "URN": 900001, "PTRWM_EXP": "61%"}
KS4: Row = {"RECTYPE": 1, "LEA": 341, "ESTAB": 4001, "URN": 900002, "ATT8SCR": "46.1", "P8MEA": "-0.31"}
EXPLORE: Row = {
    "time_period": 202324,
    "time_identifier": "Academic year",
    "geographic_level": "School",
    "old_la_code": 341,
    "school_laestab": 3412001,
    "school_urn": 900001,
}


def text(*rows: Row) -> str:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class Reader:
    """Reads made-up files in for authority 341."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *rows: Row, name: str = "2022-2023_england_ks2final.csv", **options: Any) -> Report:
        path = self.folder / name
        path.write_text(text(*rows), encoding="utf-8", newline="")
        return actions.import_file("performance", path, **({"by": None, "authority": "341"} | options))


def figures(urn: int) -> Figures:
    return {
        (f.academic_year, f.measure, f.pupil_group): f.missing or f"{f.value.normalize():f}"  # type: ignore[union-attr]
        for f in Indicator.objects.filter(school=urn)
    }


def comparators() -> dict[tuple[str, str, int, str, str], str]:
    return {
        (f.place, f.phase, f.academic_year, f.measure, f.pupil_group): f.missing or f"{f.value.normalize():f}"  # type: ignore[union-attr]
        for f in Comparator.objects.all()
    }
