"""Cells of a file of results: a figure, or the reason why there is none.

Codes are those of the school and college performance tables (SUPP, NE, ...) and of Explore
education statistics (z, c, u, ...). A missing figure keeps what it means and is never zero.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

from ...indicators.measures import BANDS, Unit
from ..table.fields import CellError, quoted, tidy

_CODES = {
    "": "blank",
    "null": "blank",
    "supp": "suppressed",
    "c": "suppressed",
    "na": "not_applicable",
    "n/a": "not_applicable",
    "z": "not_applicable",
    ".": "not_applicable",
    "x": "not_available",
    ":": "not_available",
    "..": "not_available",
    "np": "not_published",
    "ne": "no_entries",
    "lowcov": "low_coverage",
    "u": "low_reliability",
    "k": "nearly_none",
    "low": "nearly_none",
    "~": "nearly_none",
    "new": "new_school",
}
_NUMBER = re.compile(r"([-+\u2212]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})(?:\.[0-9]{1,15})?) ?(%?)", re.ASCII)
_PLACES = Decimal("0.0001")
_BANDS = {words.lower(): Decimal(number) for number, words in BANDS.items()}


def figure(cell: str, unit: Unit) -> tuple[Decimal | None, str]:
    """The value of a cell and "", or None and why there is none. Raises CellError.

    A per cent sign is taken with percentages only; a minus sign may be a hyphen or U+2212.
    Values are kept to four places.
    """
    text = tidy(cell)
    if missing := _CODES.get(text.lower()):
        return None, missing
    if unit.bands and text.lower() in _BANDS:
        return _BANDS[text.lower()], ""
    found = _NUMBER.fullmatch(text)
    if not found or (found[3] and unit.sign != "%"):
        raise CellError(f"{quoted(cell)} is not a figure")
    value = Decimal(found[2].replace(",", ""))
    if found[1] in ("-", "\u2212"):
        value = -value
    if not unit.low <= value <= unit.high:
        raise CellError(f"{quoted(cell)} is not from {unit.low:,} to {unit.high:,}")
    if unit.bands and value != int(value):
        raise CellError(f"{quoted(cell)} is not a band")
    # Adding zero turns -0 into 0.
    return value.quantize(_PLACES, ROUND_HALF_UP) + 0, ""
