"""The tables of inspection outcomes as files: each figure as the page says it."""

from collections.abc import Iterable, Sequence
from datetime import date

from sil.clock import in_words
from sil.web.lists.export import PageTable

from .page import Figure, Grid

Grades = Iterable[tuple[str, Figure, Figure]]
# A day, with the schools that are good or better, and the report cards beside them.
Good = Sequence[tuple[date, Figure, Figure]]


def tables_of(
    then: date,
    now: date,
    way: str,
    *,
    grades: Grades,
    groups: Sequence[tuple[str, Good]],
    good: Good,
    grids: dict[str, tuple[str, Grid]],
) -> dict[str, PageTable]:
    """Return the tables of the page by their key; `grids` are (what the first column is headed, the grid)."""
    days = (in_words(then), in_words(now))
    heads = [head for day in days for head in (f"Good or better, {day}", f"Report card, {day}")]
    return {
        "grades": PageTable(
            "inspection-grades",
            ("What stands", *(head for day in days for head in (day, f"Pupils, {day}"))),
            lambda: ((words, b.words, b.pupils, a.words, a.pupils) for words, b, a in grades),
        ),
        "good": PageTable(
            "inspection-good-or-better",
            (f"Schools, by {way}", *heads),
            lambda: (_good(name, of_days) for name, of_days in (*groups, ("All schools", good))),
        ),
        **{slug: _table(slug, first, grid) for slug, (first, grid) in grids.items()},
    }


def _good(name: str, of_days: Good) -> tuple[str, ...]:
    return (name, *(figure.words for _, *figures in of_days for figure in figures))


def _table(slug: str, first: str, grid: Grid) -> PageTable:
    return PageTable(
        f"inspection-{slug}",
        (first, *grid.heads),
        lambda: ((name, *(figure.words for _, figure in figures)) for name, figures in grid.rows),
    )
