"""Made-up files of the national registers, and what reading them left behind."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

from django.db import connection

from schools.models import RegisterRun, School, TypeSpell
from schools.registers.run import actions
from schools.registers.table.register import Report
from sil.audit.models import Event

SAMPLES = Path(__file__).parent

Row = dict[str, str]
ROW: Row = {
    "URN": "900001",
    "LA (code)": "341",
    "EstablishmentName": "Examplewood Primary School",
    "TypeOfEstablishment (code)": "01",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (code)": "4",
    "EstablishmentStatus (name)": "Open",
    "NumberOfPupils": "200",
    "OpenDate": "01-09-1975",
    "LastChangedDate": "01-06-2026",
}
ACADEMY = {
    "TypeOfEstablishment (code)": "34",
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentTypeGroup (code)": "10",
}
PRIVATE = {
    "TypeOfEstablishment (code)": "11",
    "TypeOfEstablishment (name)": "Other independent school",
    "EstablishmentTypeGroup (code)": "3",
}


def text(*rows: Row, without: tuple[str, ...] = ()) -> str:
    """A file with these rows: each says where it differs from ROW."""
    headings = [h for h in dict.fromkeys(heading for row in (ROW, *rows) for heading in row) if h not in without]
    out = StringIO(newline="")
    writer = csv.DictWriter(out, headings, extrasaction="ignore", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    return out.getvalue()


class Reader:
    """Reads made-up files of schools in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *rows: Row, without: tuple[str, ...] = (), **options: Any) -> Report:
        return self.content(text(*rows, without=without), **options)

    def content(self, content: str, **options: Any) -> Report:
        path = self.folder / "made-up.csv"
        path.write_text(content, encoding="utf-8", newline="")
        return actions.import_file("gias", path, **({"by": None, "authority": "341"} | options))


def everything() -> dict[str, list[Any]]:
    """All that a reading may write."""
    rows = {
        "schools": School.objects,
        "spells": TypeSpell.objects,
        "runs": RegisterRun.objects,
        "events": Event.objects,
    }
    return {name: list(manager.order_by("pk").values()) for name, manager in rows.items()}


def versions(table: str) -> list[Any]:
    """Which transaction wrote or locked each row last, and where the row lies."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ctid::text, xmin::text, xmax::text FROM {table} ORDER BY ctid")
        return cursor.fetchall()


def spells(urn: int) -> list[tuple[Any, ...]]:
    return list(
        TypeSpell.objects.filter(school=urn)
        .order_by("pk")
        .values_list("type_code", "group_code", "starts_on", "ends_on")
    )


def changes() -> list[Event]:
    return list(Event.objects.filter(kind="school.register_changed").order_by("subject_id"))
