"""The tables of a round at a glance as files."""

from collections.abc import Iterator

from sil.web.lists.export import PageTable

from ..models import Round
from .queries import Board, Group, bands_of_years

NAMED = {"phase": "Phase", "type": "Type of school"}


def tables_of(found: Round, by: str, numbers: Board) -> dict[str, PageTable]:
    """Return the tables of the page, looked at by one of `BY`; bands over the years are read when they are asked
    for."""
    year, columns = found.academic_year, numbers.matrix.columns
    checks = bool(numbers.total.to_check)
    heads = ("Schools", "To propose", *(("To check",) if checks else ()), "With the school", "Late", "In dispute")
    groups = (*numbers.groups, numbers.total)
    return {
        "progress": PageTable(
            f"round-{year}-by-{by}",
            (NAMED.get(by) or found.framework.title("sip"), *heads, "Settled"),
            lambda: (_line(group, checks) for group in groups),
        ),
        "moves": PageTable(
            f"round-{year}-moves",
            ("Last year", *(f"Now {name}" for name in columns)),
            lambda: ((then, *(move.number for move in moves)) for then, moves in numbers.matrix.rows),
        ),
        "years": PageTable(f"round-{year}-bands", ("Year", "Band", "Schools"), lambda: _years(found)),
    }


def _line(group: Group, checks: bool) -> tuple[object, ...]:
    checked = (group.to_check,) if checks else ()
    numbers = (group.to_answer, group.late, group.disputed, group.settled)
    return (group.name, group.schools, group.to_propose, *checked, *numbers)


def _years(found: Round) -> Iterator[tuple[object, ...]]:
    """A line for each band of each year, since the bands of each year are its own."""
    for year in bands_of_years(found):
        for band, number in year.bands:
            yield (year.label, band.name, number)
