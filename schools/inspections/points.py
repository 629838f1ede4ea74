"""Lists of points with parts, as people type them: one point a line, its parts below it after a dash."""

import re
from collections.abc import Iterable, Sequence

from .actions import Point

# "- part", "-- part of a part"; a bullet that was pasted reads as a dash.
_LINE = re.compile(r"\s*(?P<dashes>(?:[-–•*]\s*)*)(?P<text>.*\S)\s*")
HINT = "Start each point on a new line. Start a line with a dash if it is part of the point above."


def parse(text: str) -> tuple[Point, ...]:
    """The points of a text. A part without a point above it becomes a point; blank lines say nothing."""
    lines = [
        (len(re.sub(r"\s", "", found["dashes"])), found["text"])
        for found in map(_LINE.fullmatch, text.splitlines())
        if found
    ]
    return _points([(depth, words) for depth, words in lines if words.strip("-–•* ")])


def written(points: Iterable[Point], depth: int = 0) -> str:
    """The text that `parse` reads back as these points."""
    lines = []
    for point in points:
        lines.append(f"{'-' * depth}{' ' if depth else ''}{' '.join(point.text.split())}")
        if point.children:
            lines.append(written(point.children, depth + 1))
    return "\n".join(lines)


def _points(lines: Sequence[tuple[int, str]]) -> tuple[Point, ...]:
    found: list[Point] = []
    at = 0
    while at < len(lines):
        depth, text = lines[at]
        end = at + 1
        while end < len(lines) and lines[end][0] > depth:
            end += 1
        found.append(Point(text, _points(lines[at + 1 : end])))
        at = end
    return tuple(found)
