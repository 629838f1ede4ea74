"""Made-up files of Ofsted's management information, and what reading them left behind."""

import csv
from pathlib import Path
from typing import Any

from schools.models import Inspection
from schools.registers.run import actions
from schools.registers.table.register import Report

Row = dict[str, str]
# All inspections of a year, 2013/14.
YEAR: Row = {
    "URN": "900001",
    "LAESTAB": "3412901",
    "Inspection number": "990101",
    "Inspection start date": "12/11/2013",
    "Inspection end date": "13/11/2013",
    "Inspection type": "S5 Inspection",
    "Overall effectiveness": "3",
    "Category of concern": "",
    "Achievement of pupils": "3",
    "Quality of teaching": "2",
}
# The latest inspections, until August 2024.
LATEST: Row = {
    "URN": "900001",
    "LAESTAB": "3412901",
    "Inspection number of latest full inspection": "990201",
    "Inspection type": "S5 Inspection",
    "Inspection start date": "11/06/2019",
    "Inspection end date": "12/06/2019",
    "Publication date": "10/07/2019",
    "URN at time of latest full inspection": "900001",
    "Overall effectiveness": "2",
    "Category of concern": "NULL",
    "Quality of education": "2",
    "Safeguarding is effective?": "Yes",
    "Previous full inspection number": "NULL",
    "Previous inspection start date": "NULL",
    "Previous full inspection overall effectiveness": "NULL",
    "Previous category of concern": "NULL",
    "Previous quality of education": "NULL",
    "Latest section 8 inspection number since last full inspection": "NULL",
    "Date of latest section 8 inspection": "NULL",
    "Section 8 inspection overall outcome": "NULL",
}
PREVIOUS = {
    "Previous full inspection number": "990101",
    "Previous inspection start date": "12/11/2013",
    "Previous full inspection overall effectiveness": "3",
}
SECTION_8 = {
    "Latest section 8 inspection number since last full inspection": "990301",
    "Date of latest section 8 inspection": "14/03/2023",
    "Section 8 inspection overall outcome": "School remains Good",
}


# What is ours to say of an inspection.
NOT_OFSTEDS = {"id", "run_id", "source", "event_number", "lifts_category", "followed_from", "corrected", "withdrawn_on"}


class Reader:
    """Reads made-up files of Ofsted's in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, base: Row, *rows: Row, without: tuple[str, ...] = (), name: str = "made-up.csv", **options: Any
    ) -> Report:
        headings = [h for h in dict.fromkeys(h for row in (base, *rows) for h in row) if h not in without]
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headings, extrasaction="ignore", restval="")
            writer.writeheader()
            writer.writerows(base | row for row in rows)
        return actions.import_file("ofsted", path, **({"by": None, "authority": "341"} | options))


def facts(number: str) -> dict[str, Any]:
    found = Inspection.objects.values().get(event_number=number)
    return {name: value for name, value in found.items() if name not in NOT_OFSTEDS}
