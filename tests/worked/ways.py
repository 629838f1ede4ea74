"""The ways by which worked cases come to their last step. The concern is on record on Tuesday 1 September 2026."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from .steps import Discuss, Evidence, Give, InCategory, Judge, Notify, Step

OPENED = date(2026, 9, 1)
_BOTH = (Evidence(OPENED, "concern"), Evidence(OPENED, "inability"))
CONCERN: tuple[Step, ...] = _BOTH
DISCUSSED: tuple[Step, ...] = (*_BOTH, Discuss(OPENED))

_SAFE_PARTS = {
    "matters": "Doors to the roof stand open.",
    "timeframe": "We come back on the first Friday.",
    "minded": "We would suspend the budget.",
    "left_out": "Two pupils were hurt this week.",
}


def lasting(count: int, unit: str = "calendar") -> Mapping[str, Any]:
    """What is written of a notice with so many days."""
    return {"compliance": {"count": str(count), "unit": unit}}


def safety(count: int, **written: Any) -> Mapping[str, Any]:
    """What is written of a formal notice without the earlier steps, because safety is threatened."""
    return {"parts": _SAFE_PARTS, "grounds": ["safety"], **lasting(count), **written}


# A pre-formal notice of 7 September, whose fifteen days end on Monday 21 September; found wanting on the 22nd.
PREFORMAL: tuple[Step, ...] = (*DISCUSSED, Give(date(2026, 9, 7)))
NOT_SECURED: tuple[Step, ...] = (*PREFORMAL, Judge(date(2026, 9, 22)))
# Domain 3.2: a compliance period that ends on 28 September 2026 gives powers from 29 September to 28 November. Here it
# is that of a formal notice of Monday 7 September with 22 days; notice of the powers is given on 30 September.
FORMAL: tuple[Step, ...] = (*CONCERN, Give(date(2026, 9, 7), "formal_notice", written=safety(22)))
NOT_COMPLIED: tuple[Step, ...] = (*FORMAL, Judge(date(2026, 9, 29)))
# A board, with its consultation and consent.
BOARD: dict[str, Any] = {
    "powers": ["board"],
    "consulted": [{"who": "The governing body", "on": ["5", "10", "2026"], "said": "Heard."}],
    "consent": {"on": ["12", "10", "2026"], "reference": "EX/123"},
}
_NAMED = {"powers": ["governors", "board", "arrangements"]}
INTENDED: tuple[Step, ...] = (*NOT_COMPLIED, Give(date(2026, 9, 30), "intention_notice", written=_NAMED))
ELIGIBLE: tuple[Step, ...] = (
    *INTENDED,
    Notify(date(2026, 10, 1), "governors"),
    Notify(date(2026, 10, 1), "board"),
    Notify(date(2026, 10, 1), "arrangements"),
)
# Its compliance period of 42 days ends on Thursday 31 December 2026: two months on is the last day of February.
TO_NEW_YEAR: tuple[Step, ...] = (
    *CONCERN,
    Give(date(2026, 11, 20), "formal_notice", written=safety(42)),
    Judge(date(2027, 1, 1)),
    Give(date(2027, 1, 4), "intention_notice"),
    Notify(date(2027, 1, 5), "governors"),
)
# An inspection of Monday 14 September put the school into special measures.
SPECIAL_MEASURES: tuple[Step, ...] = (*CONCERN, InCategory(date(2026, 9, 15), "SM"))
TOLD: tuple[Step, ...] = (*_BOTH, Give(date(2026, 9, 2), "academy_considered"))
