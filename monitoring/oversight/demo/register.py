"""When did the made-up authority read the national registers, and what did they say by then?"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from schools.registers.actions import import_file

from .authority import CODE
from .schools import FIRST_URN, MadeUp, schools, write_inspections, write_register

# Places in the list of schools.
NEW = (58, 59)
INSPECTED, MERGED, CONVERTED = 22, 29, 33
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
