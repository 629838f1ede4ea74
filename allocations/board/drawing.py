"""Bands over the years as bars."""

from collections.abc import Sequence

from sil.web.bars import Bars, bars

from .queries import Year


def draw(years: Sequence[Year]) -> Bars | None:
    """Return a bar for each year, as wide as all its schools, cut by band."""
    rows = [(year.label, [(band.name, number) for band, number in year.bands]) for year in years]
    return bars(rows, title="Schools in each band, year by year")
