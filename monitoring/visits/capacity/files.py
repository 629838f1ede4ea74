"""The tables of a scenario as files."""

from collections.abc import Sequence

from sil.web.lists.export import PageTable

from .page import Compared

HEADS = ("Partner", "Schools before", "Schools after", "Days before", "Days after", "Available", "Too few")
COSTS = ("Cost before", "Cost after", "Difference")


def scenario_tables(
    year: int, rows: Sequence[Compared], bands: Sequence[tuple[str, int, int]], *, with_costs: bool
) -> dict[str, PageTable]:
    """Return the tables of the page: days by partner, and schools by band."""
    return {
        "partners": PageTable(
            f"scenario-{year}", (*HEADS, *(COSTS if with_costs else ())), lambda: (_line(row) for row in rows)
        ),
        "bands": PageTable(
            f"scenario-{year}-bands",
            ("Band", "Before", "After"),
            lambda: ((band or "No band", old, new) for band, old, new in bands),
        ),
    }


def _line(row: Compared) -> tuple[object, ...]:
    numbers = (row.before.schools, row.after.schools, row.before.days, row.after.days, row.available)
    return (row.name, *numbers, row.short or None, *(row.cost_words or ()))
