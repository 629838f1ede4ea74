"""What does reading in a national register cost beside a bare COPY of the same columns? What it did is undone."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from schools.registers.gias.schools import FIELDS
from schools.registers.run.actions import import_file

from ..authority import CODE
from ..schools.rows import Cells, MadeUp, register_row, write_rows
from .figures import Figure
from .measuring import Once, timed

# All of England; keys that no seeded school has.
ROWS, FIRST = 52_000, 2_000_000
# One of so many rows differs.
CHANGED = 50


def measured() -> Iterator[Figure]:
    """A file of an authority's own schools alone: at first, unchanged, and with some rows changed."""
    rows = [_row(number) for number in range(ROWS)]
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        path = Path(folder) / "edubasealldata.csv"
        write_rows(path, rows)
        first = timed(lambda: import_file("gias", path, by=None, authority=CODE))
        bare = timed(lambda: _bare_copy(path))
        yield _figure("all new", first, bare)
        yield _figure("unchanged", timed(lambda: import_file("gias", path, by=None, authority=CODE)), bare)
        for row in rows[::CHANGED]:
            row["NumberOfPupils"] = 1
        write_rows(path, rows)
        yield _figure("2 % changed", timed(lambda: import_file("gias", path, by=None, authority=CODE)), bare)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        # What was undone still takes room in the tables.
        cursor.execute("VACUUM ANALYZE")


def _figure(what: str, own: Once, bare: Once) -> Figure:
    return Figure(
        "imports",
        f"register of {ROWS:,} own schools, {what}",
        own.cpu / bare.cpu,
        "times",
        "import",
        f"{own.seconds:.1f} s, COPY {bare.seconds:.2f} s",
    )


def _row(number: int) -> Cells:
    school = MadeUp(FIRST + number, f"Example School {number}", "community", "Primary")
    return register_row(school) | {"EstablishmentNumber": 1000 + number % 9000}


def _bare_copy(path: Path) -> None:
    """The same columns of a file as they are, into a table of text without an index."""
    headings = [heading for field in FIELDS for heading in field.headings]
    with connection.cursor() as cursor, path.open(encoding="cp1252", newline="") as file:
        lines = csv.reader(file)
        header = next(lines)
        places = [header.index(heading) for heading in headings if heading in header]
        columns = ", ".join(f"c{place}" for place in places)
        cursor.execute(f"CREATE TEMP TABLE bench_copy ({columns.replace(',', ' text,')} text) ON COMMIT DROP")
        with cursor.copy(f"COPY pg_temp.bench_copy ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row([line[place] for place in places])
