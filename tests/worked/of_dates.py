"""Days: when a letter counts as given, the periods that run from it, and until when powers can be used.

Every day was taken from domain 3.2, or counted on a calendar with the bank holidays listed there.
"""

from datetime import date, time
from itertools import starmap

from .case import Worked
from .steps import Give, Judge
from .ways import CONCERN, DISCUSSED, ELIGIBLE, FORMAL, NOT_COMPLIED, TO_NEW_YEAR, TOLD, lasting, safety

AUTUMN, SPRING = 2026, 2027

# Domain 3.2, fifteen days: given, then A (working, that day left out), B (working, that day counted), calendar left
# out, calendar counted.
FIFTEEN = (
    (date(2026, 9, 7), date(2026, 9, 28), date(2026, 9, 25), date(2026, 9, 22), date(2026, 9, 21)),
    (date(2026, 9, 11), date(2026, 10, 2), date(2026, 10, 1), date(2026, 9, 26), date(2026, 9, 25)),
    (date(2026, 10, 17), date(2026, 11, 6), date(2026, 11, 6), date(2026, 11, 1), date(2026, 10, 31)),
    (date(2026, 12, 11), date(2027, 1, 6), date(2027, 1, 5), date(2026, 12, 26), date(2026, 12, 25)),
    (date(2027, 3, 15), date(2027, 4, 7), date(2027, 4, 6), date(2027, 3, 30), date(2027, 3, 29)),
    (date(2027, 5, 24), date(2027, 6, 15), date(2027, 6, 14), date(2027, 6, 8), date(2027, 6, 7)),
)
# Domain 3.2, ten working days, that day left out (A).
TEN = (
    (date(2026, 10, 16), "Friday 30 October 2026"),
    (date(2026, 11, 20), "Friday 4 December 2026"),
    (date(2026, 12, 16), "Monday 4 January 2027"),
    (date(2027, 3, 19), "Tuesday 6 April 2027"),
)


def _calendar(given: date, _a: date, _b: date, left_out: date, counted: date) -> Worked:
    """A formal notice of fifteen calendar days: the period counts its first day, the plan's fifteen do not."""
    return Worked(
        name=f"fifteen calendar days from {given}: the period, and the plan a day later",
        source="2.1, 3.1, 3.2: beginning with the day; within 15 days",
        steps=(*CONCERN, Give(given, "formal_notice", written=safety(15))),
        given=given,
        period=(given, counted),
        plan=left_out,
    )


def _working(given: date, _a: date, counted: date, _left_out: date, _calendar: date) -> Worked:
    return Worked(
        name=f"fifteen working days from {given}, that day counted",
        source="3.2, column B",
        steps=(*DISCUSSED, Give(given, written=lasting(15, "working"))),
        given=given,
        period=(given, counted),
    )


def _answer(dated: date, left_out: date, _b: date, _c: date, _d: date) -> Worked:
    return Worked(
        name=f"an academy answers within fifteen working days of {dated}",
        source="3.2, column A; 2.6, letters to academies",
        school="converter",
        steps=(*TOLD, Give(dated, "academy_concerns")),
        answer=left_out,
    )


def _comments(given: date, last: str) -> Worked:
    return Worked(
        name=f"comments within ten working days of {given}",
        source="3.2, column A; 2.6, pre-formal",
        steps=(*DISCUSSED, Give(given)),
        says=(f"Send us any comments by {last}.",),
    )


def _served(by: str, day: date, given: date, at: time = time(9)) -> Worked:
    """A pre-formal notice of fifteen calendar days begins with the day on which it counts as given."""
    last = date.fromordinal(given.toordinal() + 14)
    return Worked(
        name=f"{by} on {day} at {at:%H:%M} is given on {given}",
        source="2.6, service; 3.1, when a posted notice is given",
        steps=(*DISCUSSED, Give(day, by=by, at=at)),
        given=given,
        period=(given, last),
    )


SERVED = (
    _served("email", date(2026, 12, 3), date(2026, 12, 3), time(16, 30)),
    _served("email", date(2026, 12, 3), date(2026, 12, 4), time(16, 31)),
    _served("email", date(2026, 12, 4), date(2026, 12, 7), time(23, 50)),
    _served("email", date(2026, 12, 5), date(2026, 12, 7)),
    _served("email", date(2026, 12, 24), date(2026, 12, 29), time(16, 45)),
    _served("post", date(2026, 11, 20), date(2026, 11, 24)),
    _served("post", date(2027, 3, 25), date(2027, 3, 31)),
    _served("recorded", date(2026, 12, 24), date(2026, 12, 30)),
    _served("hand", date(2026, 12, 25), date(2026, 12, 25), time(23, 50)),
)
POWERS = (
    Worked(
        name="notice of powers: ten working days, seven for representations, until two months after the period",
        source="2.6, intention; 3.2, two-month window",
        steps=(*NOT_COMPLIED, Give(date(2026, 9, 30), "intention_notice")),
        given=date(2026, 9, 30),
        represent_by=date(2026, 10, 9),
        usable_from=date(2026, 10, 15),
        says=(
            "No power will be used before Thursday 15 October 2026.",
            "You can make representations to us by Friday 9 October 2026.",
            "Section 64: Appoint additional governors, until 28 November 2026",
            "section 60(1)(d)",
        ),
        state="eligible",
    ),
    Worked(
        name="a power on its first day",
        source="2.6, intention",
        steps=(*ELIGIBLE, Give(date(2026, 10, 15), "power_used")),
        given=date(2026, 10, 15),
        state="powers_used",
    ),
    Worked(
        name="no power on the day before",
        source="2.6, intention",
        steps=(*ELIGIBLE, Give(date(2026, 10, 14), "power_used")),
        refused="conditions",
        lacks=frozenset({"too_early"}),
    ),
    Worked(
        name="a power on the last day of the two months, a Saturday",
        source="3.2, two-month window",
        steps=(*ELIGIBLE, Give(date(2026, 11, 28), "power_used")),
        state="powers_used",
    ),
    Worked(
        name="none on the day after",
        source="3.2, two-month window; section 64(2)",
        steps=(*ELIGIBLE, Give(date(2026, 11, 29), "power_used")),
        refused="conditions",
        lacks=frozenset({"window_over"}),
    ),
    Worked(
        name="two months from 31 December end with February",
        source="3.1, the month's end clamps",
        steps=(*TO_NEW_YEAR, Give(date(2027, 2, 28), "power_used")),
        state="powers_used",
    ),
    Worked(
        name="and not on 1 March",
        source="3.1, the month's end clamps",
        steps=(*TO_NEW_YEAR, Give(date(2027, 3, 1), "power_used")),
        refused="conditions",
        lacks=frozenset({"window_over"}),
    ),
    Worked(
        name="the last day of the period is no day for the judgement",
        source="2.1(c), 2.5: no power before the period's end",
        steps=(*FORMAL, Judge(date(2026, 9, 28))),
        refused="period_runs",
    ),
    Worked(
        name="combined with the formal notice: no power while its period runs, and heard until then",
        source="2.4, before powers; 2.6, intention",
        steps=(*CONCERN, Give(date(2026, 9, 7), "formal_notice", written=safety(28, intends=True))),
        period=(date(2026, 9, 7), date(2026, 10, 4)),
        represent_by=date(2026, 10, 4),
        usable_from=date(2026, 10, 5),
    ),
    Worked(
        name="combined with a short one: the ten working days are longer than its period",
        source="2.4, before powers; 2.6, intention",
        steps=(*CONCERN, Give(date(2026, 9, 7), "formal_notice", written=safety(5, intends=True))),
        period=(date(2026, 9, 7), date(2026, 9, 11)),
        represent_by=date(2026, 9, 16),
        usable_from=date(2026, 9, 22),
    ),
)
DATES = (
    *starmap(_calendar, FIFTEEN),
    *starmap(_working, FIFTEEN),
    *starmap(_answer, FIFTEEN),
    *starmap(_comments, TEN),
    *SERVED,
    *POWERS,
)
