"""The pictures of the figures of a term."""

from collections.abc import Sequence
from typing import Any

from sil.web.bars import LETTER, Bars, bars

# Letters of a label beside a bar.
_MOST = 30


def pictures(figures: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], Bars | None]]:
    """Return each table, its cells with the heads above them, and its picture, None where it has none."""
    return [({**table, "rows": _headed(table)}, _picture(table)) for table in figures]


def _headed(table: dict[str, Any]) -> list[tuple[str, list[tuple[object, str]]]]:
    return [(label, list(zip(cells, table["heads"][1:], strict=True))) for label, cells in table["rows"]]


def _picture(table: dict[str, Any]) -> Bars | None:
    rows = [(_short(label), [(name, number) for name, number in parts]) for label, parts in table["bars"]]
    left = int(max((len(label) for label, _ in rows), default=0) * LETTER) + 15
    return bars(rows, title=table["title"], left=left)


def _short(label: str) -> str:
    return label if len(label) <= _MOST else f"{label[: _MOST - 1].rstrip()}…"
