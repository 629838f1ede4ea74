"""The parts of a disagreement: each side's band, reasons and marks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """How one criterion is seen: as which band reads, why, and on what evidence."""

    criterion: str
    band: str
    reason: str
    evidence: str = ""


@dataclass(frozen=True)
class Side:
    """The band that one side names, its reasons, and the rows it marks."""

    band: str
    reasons: str
    views: tuple[View, ...] = ()


@dataclass(frozen=True)
class Argument:
    """One disagreement: proposal, the school's case, the decision; for some also the referral and the
    determination, with which it ends."""

    partner: Side
    school: Side
    officer: Side
    referral: str = ""
    director: Side | None = None
