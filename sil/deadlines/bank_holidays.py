"""Bank holidays from the `holidays` package, for a table that administrators edit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

# Enough to count any period on record and any that is begun today.
FIRST_YEAR = 2010
YEARS_AHEAD = 3


def of_england(years: Iterable[int]) -> dict[date, str]:
    """The bank holidays of England in some years: day -> name."""
    # Imported here: the package takes half a second to load, and no web request needs it.
    import holidays

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=list(years)))


def add_missing_years(model: Any, *, up_to: int) -> list[int]:
    """Fill years of which nothing is recorded yet; a year that people edited is left alone.

    `model` is BankHoliday, or its historical form in a migration. Returns the years added.
    """
    recorded = set(model.objects.values_list("date__year", flat=True))
    missing = [year for year in range(FIRST_YEAR, up_to + 1) if year not in recorded]
    if missing:
        found = of_england(missing)
        model.objects.bulk_create([model(date=day, name=name[:100]) for day, name in sorted(found.items())])
    return missing
