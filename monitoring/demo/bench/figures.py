"""Figures that are no page's, and their budgets."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

# The most of each kind of figure, in its unit.
MOST = {
    # Seconds of a task with nothing due.
    "task": 1.0,
    # Times the empty page.
    "act": 8.0,
    # Seconds of processors to open a round for all schools.
    "round": 3.0,
    # Times a bare COPY of the same columns.
    "import": 3.0,
    # Times WeasyPrint alone on the same HTML.
    "letter": 1.25,
    # Seconds until an export begins, and MB that it takes.
    "first byte": 3.0,
    "memory": 64.0,
    # MB of a web process.
    "web process": 200.0,
}


@dataclass(frozen=True)
class Figure:
    """One figure of a group, with its unit, the kind of its budget (None without one) and a word more."""

    group: str
    what: str
    value: float
    unit: str
    kind: str | None = None
    more: str = ""

    @property
    def over(self) -> bool:
        return self.kind is not None and self.value > MOST[self.kind]

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def line(self) -> str:
        most = f"at most {MOST[self.kind]:g}" if self.kind else ""
        over = "  OVER" if self.over else ""
        return f"{self.group:8}{self.value:10.2f} {self.unit:6}{most:13} {self.what}  ({self.more}){over}"


def text(figures: Iterable[Figure]) -> str:
    """The figures as lines."""
    return "\n".join([*(figure.line for figure in figures), ""])
