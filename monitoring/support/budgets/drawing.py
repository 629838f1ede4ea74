"""Budgets as bars, as inline SVG. The table beside them holds the same figures."""

from collections.abc import Iterable
from typing import Any

from sil.web.bars import Bars, bars

_LEFT = 230
_SHADES = (("#1d4f76", "#ffffff"), ("#5694ca", "#0b0c0c"), ("#f3f2f1", "#0b0c0c"))
_LONGEST = 32


def draw(lines: Iterable[Any]) -> Bars | None:
    """Return a bar for each line, cut into what is spent, committed and left, in whole pounds."""
    rows = [
        (
            each.name if len(each.name) <= _LONGEST else f"{each.name[:_LONGEST]}…",
            (("Spent", round(each.spent)), ("Committed", round(each.committed)), ("Left", max(0, round(each.left)))),
        )
        for each in lines
    ]
    return bars(rows, title="Pounds of each budget", left=_LEFT, shades=_SHADES)
