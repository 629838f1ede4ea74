"""The academic year of a file or of a row, as it is written there; never guessed.

Years are numbers as in sil.framework.years: 2023 for 2023/24.
"""

import re

from ..table.fields import CellError, quoted

FIRST = 2000


# 202324, 2023/24, 2023-24, 2023-2024, not part of a longer number such as a date.
_TWO = re.compile(r"(?<![0-9])(20[0-9]{2})([-/ _]?)((?:20)?[0-9]{2})(?![0-9])", re.ASCII)


_ONE = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])", re.ASCII)


# Exams are sat in summer: only their files are named by one year, the one they end in.
_EXAMS = re.compile(r"ks[24](?![0-9])", re.IGNORECASE)


def year_of_cell(cell: str, *, summer: bool) -> int:
    """202324, 2023/24, 2023-24 or 2023-2024. Raises CellError.

    With `summer` a single year is the one the academic year ends in: 2018 is 2017/18.
    """
    value = cell.strip()
    if not value:
        raise CellError("is missing")
    if (found := _TWO.fullmatch(value)) and (year := _pair(found)) is not None:
        return year
    if summer and _ONE.fullmatch(value):
        return int(value) - 1
    raise CellError(f"{quoted(cell)} is not an academic year such as 2023/24")


def year_of_name(name: str) -> int | None:
    """The year that a file's name says: 2022 for "2022-2023_england_ks2final.csv" and for "202223_ks4.csv".

    A single year counts in the name of a file of exams alone ("ks4_2018": 2017). None where the
    name says no year or more than one.
    """
    pairs = {year for found in _TWO.finditer(name) if (year := _pair(found)) is not None}
    if not pairs and _EXAMS.search(name):
        pairs = {int(found[1]) - 1 for found in _ONE.finditer(name)}
    return pairs.pop() if len(pairs) == 1 else None


def _pair(found: "re.Match[str]") -> int | None:
    """The first of two years that follow each other."""
    year, end = int(found[1]), int(found[3])
    # 2021 and 2022 without a mark between them are no six digits.
    if len(found[3]) == 4 and not found[2]:
        return None
    return year if year >= FIRST and end % 100 == (year + 1) % 100 and end in (year + 1, (year + 1) % 100) else None
