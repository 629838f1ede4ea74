"""The results of a survey as bars, as inline SVG. The table beside it holds the same figures."""

from collections.abc import Sequence

from sil.web.bars import Bars, bars

from .queries import Spread

# From dark (very well) to light, and white for those who cannot say.
_SHADES = (("#1d4f76", "#ffffff"), ("#5694ca", "#0b0c0c"), ("#b7d2e6", "#0b0c0c"), ("#e8f1f8", "#0b0c0c"))
_CANNOT_SAY = ("#f3f2f1", "#0b0c0c")
_LEFT = 210


def draw(spreads: Sequence[Spread]) -> Bars | None:
    """Return a bar for each question that has answers, cut by answer."""
    rows = [(each.question.short, each.named) for each in spreads]
    return bars(rows, title="Answers to each question", left=_LEFT, shades=(*_SHADES, _CANNOT_SAY))
