"""The national registers as the made-up authority read them, at different times."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from schools.inspections.terms import REPORT_CARD_AREAS, SAFEGUARDING
from schools.models.inspections import REPORT_CARD_SCALE
from schools.registers.run.actions import import_file

from ..authority import CODE
from .rows import FIRST_URN, MadeUp, schools, slashed, write_inspections, write_register, write_rows

# Places in the list of schools.
NEW = (58, 59)
INSPECTED, MERGED, CONVERTED = 22, 29, 33
# The one whose report card found a weakness that puts it in a category.
WEAK = 17
# How many days ago schools had their report cards.
CARDS = (45, 52, 59, 66, 150, 157, 164, 171)
# A school that becomes an academy gets a new row in the register.
ACADEMY = FIRST_URN + 60


def at_first() -> list[MadeUp]:
    """The schools that have been there all the time."""
    return [school for place, school in enumerate(schools()) if place not in NEW]


def with_new(opened: date) -> list[MadeUp]:
    """With two schools that opened on a day."""
    return [replace(school, opened=opened) if place in NEW else school for place, school in enumerate(schools())]


def with_changes(opened: date, inspected: date, changed: date) -> list[MadeUp]:
    """With one school that was joined with its neighbour, and one that became an academy, the day before `changed`."""
    found = with_new(opened)
    for place in (MERGED, CONVERTED):
        found[place] = replace(found[place], closed=changed - timedelta(days=1))
    found[INSPECTED] = replace(found[INSPECTED], inspected=inspected)
    academy = MadeUp(ACADEMY, "Holy Placeholder Bank CofE Academy", "converter", "Primary", "CE99", opened=changed)
    return [*found, academy]


def _report_card(school: MadeUp, starts_on: date) -> dict[str, object]:
    """An inspection of this year, in columns of Ofsted's file of a year."""
    chance = Random(school.urn * 11)
    middle = REPORT_CARD_SCALE.index("Expected standard")
    weak = school.urn == FIRST_URN + WEAK
    grades = [REPORT_CARD_SCALE[middle + chance.choice((-1, 0, 0, 1))] for _ in REPORT_CARD_AREAS]
    if weak:
        grades[-1] = REPORT_CARD_SCALE[-1]
    return {
        "URN": school.urn,
        "LAESTAB": f"{CODE}{school.number}",
        "School name": school.name,
        "Inspection number": f"99{school.urn}7",
        "Inspection type": "S5 Inspection",
        "Inspection type grouping": "Full inspection",
        "Event type grouping": "Schools - S5",
        "Inspection start date": slashed(starts_on),
        "Publication date": slashed(starts_on + timedelta(days=35)),
        "Category of concern": "RSI" if weak else "NULL",
        SAFEGUARDING: "Met",
        **dict(zip(REPORT_CARD_AREAS, grades, strict=True)),
    }


def _link(earlier: MadeUp, later: MadeUp, kind: str, on: date) -> list[dict[str, object]]:
    """A change as the register's file of links has it: from both ends."""
    ends = ((earlier, later, f"Successor{kind}"), (later, earlier, f"Predecessor{kind}"))
    return [
        {
            "URN": one.urn,
            "LinkURN": other.urn,
            "LinkName": other.name,
            "LinkType": words,
            "LinkEstablishedDate": f"{on:%d-%m-%Y}",
        }
        for one, other, words in ends
    ]


def read_links(rows: Sequence[MadeUp], on: date) -> None:
    """Which schools followed which, once one became an academy and one was joined with its neighbour."""
    found = [
        *_link(rows[CONVERTED], rows[-1], "", on),
        *_link(rows[MERGED], rows[MERGED + 1], " - merged", on),
    ]
    _read("links", "demonstration-links.csv", found)


def read_report_cards(rows: Sequence[MadeUp], today: date) -> None:
    """The inspections of two half terms, all of them published by now."""
    places = zip((WEAK, *range(1, 57, 9)), CARDS, strict=True)
    cards = [_report_card(rows[place], today - timedelta(days=ago)) for place, ago in places]
    _read("ofsted", "demonstration-report-cards.csv", cards)


def _read(register: str, name: str, rows: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_rows(path, rows)
        import_file(register, path, by=None, authority=CODE)


def read(rows: Sequence[MadeUp], *, inspections_until: date | None = None) -> None:
    """Read the registers in by the same code as the real files: the schools, and with a day the inspections."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demonstration-gias.csv"
        write_register(path, rows)
        import_file("gias", path, by=None, authority=CODE)
        if inspections_until:
            path = Path(folder) / "demonstration-ofsted.csv"
            write_inspections(path, rows, today=inspections_until)
            import_file("ofsted", path, by=None, authority=CODE)
