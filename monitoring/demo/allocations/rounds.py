"""The made-up allocations of four years: tables of stories, played by the real actions."""

from dataclasses import dataclass
from datetime import date, timedelta

from allocations.allocation.reminders import remind
from allocations.models import Allocation, Round
from allocations.round import actions as rounds
from monitoring.notices.giving.actions import record_sent
from sil import clock
from sil.accounts.models import User
from sil.outbox.delivery import send_batch
from sil.outbox.models import Message, Status

from ..days import workday
from ..people import HEAD2_SCHOOL, HEAD_SCHOOL
from ..schools.register import CONVERTED, INSPECTED, MERGED, NEW
from ..schools.rows import FIRST_URN
from . import steps
from .bands import YEARS, course
from .cases import ARGUMENTS
from .steps import Plot, Story

# Schools whose letters of earlier years are issued at the time too: a visitor opens them first.
OPENED_FIRST = (HEAD_SCHOOL, HEAD2_SCHOOL)
CLOSES, CLOSES_AFTER_REVIEW = timedelta(days=85), timedelta(days=200)


@dataclass(frozen=True)
class Line:
    """The story of one allocation: `ago` is how many days before today it begins (this year's only),
    `argument` the key of a disagreement, `band` and `first` other bands than the school's course has."""

    story: Story
    ago: int = 0
    argument: str = ""
    band: str = ""
    first: str = ""


# Years ago -> place in the list of schools -> what was not simply agreed.
EARLIER: dict[int, dict[int, Line]] = {
    3: {
        24: Line(steps.ACCEPTED, argument="attendance"),
        45: Line(steps.ACCEPTED, argument="exclusions"),
        17: Line(steps.DETERMINED, argument="curriculum"),
        8: Line(steps.CONFIRMED),
        31: Line(steps.RECORDED),
        2: Line(steps.REVISED, band="B", first="C"),
    },
    2: {
        39: Line(steps.ACCEPTED, argument="phonics"),
        11: Line(steps.ACCEPTED, argument="outreach"),
        47: Line(steps.DETERMINED, argument="turning-point"),
        37: Line(steps.CONFIRMED),
        15: Line(steps.RECORDED),
        0: Line(steps.REVISED, band="B", first="C"),
    },
    1: {
        38: Line(steps.ACCEPTED, argument="inclusion"),
        12: Line(steps.ACCEPTED, argument="small-cohort"),
        4: Line(steps.DETERMINED, argument="new-leaders"),
        50: Line(steps.CONFIRMED),
        10: Line(steps.RECORDED),
        13: Line(steps.REVISED, band="B", first="C"),
        3: Line(steps.TALKED_OVER, argument="phonics"),
        INSPECTED: Line(steps.REVIEWED, band="B"),
    },
}

PRESENT: dict[int, Line] = {
    # The schools of the headteachers' accounts.
    0: Line(steps.SHOWN, ago=6),
    1: Line(steps.DECIDED, ago=16, argument="key-stage-four"),
    48: Line(steps.AGREED, ago=20),
    # Those of the first partner's account.
    2: Line(steps.REVISED, ago=30, band="B", first="C"),
    3: Line(steps.DRAFTED, ago=1),
    4: Line(steps.LEFT),
    5: Line(steps.IN_REVIEW, ago=33, band="B"),
    7: Line(steps.WITH_OFFICER, ago=10, argument="attendance"),
    8: Line(steps.DRAFTED, ago=2),
    9: Line(steps.PROPOSED, ago=8),
    10: Line(steps.RECORDED, ago=9),
    11: Line(steps.PROPOSED, ago=28),
    12: Line(steps.FLAGGED, ago=25, band="C"),
    13: Line(steps.LEFT),
    14: Line(steps.AGREED, ago=26),
    16: Line(steps.LEFT),
    # Others.
    18: Line(steps.WITH_OFFICER, ago=17, argument="phonics"),
    19: Line(steps.PROPOSED, ago=29),
    INSPECTED: Line(steps.CONFIRMED, ago=33, band="C"),
    21: Line(steps.IN_CONFLICT, ago=14, argument="small-cohort"),
    23: Line(steps.ACCEPTED, ago=30, argument="inclusion"),
    28: Line(steps.WITH_DIRECTOR, ago=21, argument="curriculum"),
    35: Line(steps.DETERMINED, ago=34, argument="new-leaders"),
    MERGED: Line(steps.WITHDRAWN, ago=20),
    CONVERTED: Line(steps.LEFT),
    37: Line(steps.PROPOSED, ago=30),
    41: Line(steps.DECIDED, ago=19, argument="exclusions"),
    43: Line(steps.DRAFTED, ago=4),
    **dict.fromkeys(NEW, Line(steps.LEFT)),
}


def open_round(year: int, by: User, opened: date) -> None:
    """Open the round of a year, by a Principal Officer."""
    with clock.at(opened):
        rounds.open_round(year=year, by=by, on=opened)


def earlier(ago: int, year: int, by: User, opened: date) -> None:
    """A round that ended, so many years ago, from its opening to its closing."""
    open_round(year, by, opened)
    for place, allocation in _of(year):
        line = EARLIER[ago].get(place, Line(steps.AGREED))
        begins = opened + timedelta(days=3 + place % 20)
        plot = _plot(line, allocation.school_id, ago)
        steps.play(allocation, plot, line.story, begins, issues=allocation.school_id in OPENED_FIRST)
    after = CLOSES_AFTER_REVIEW if INSPECTED in EARLIER[ago] else CLOSES
    closes = workday(opened + after)
    with clock.at(closes):
        rounds.close_round(Round.objects.get(academic_year=year), by=by, on=closes)


def present(year: int, opened: date, today: date) -> None:
    """A round under way, with every state in it and some answers late."""
    for place, allocation in _of(year):
        line = PRESENT.get(place) or _usual(place, opened, today)
        begins = today - timedelta(days=line.ago)
        steps.play(allocation, _plot(line, allocation.school_id, 0), line.story, begins, issues=True)


def deliver(first: date, today: date) -> None:
    """The reminders of each day since the first, and every message on its day."""
    for days in range((today - first).days):
        day = first + timedelta(days=days)
        with clock.at(day):
            remind(day)
    for moment in Message.objects.filter(status=Status.WAITING).datetimes("due_at", "minute"):
        with clock.at(moment):
            while send_batch():
                pass
            record_sent()


def _usual(place: int, opened: date, today: date) -> Line:
    """Most schools that nothing is told of have agreed, some have been asked, some come later."""
    if place % 5 == 2:
        return Line(steps.PROPOSED, ago=2 + place % 7)
    if place % 5 == 4:
        return Line(steps.LEFT)
    return Line(steps.AGREED, ago=(today - opened).days - 2 - place % 12)


def _plot(line: Line, urn: int, ago: int) -> Plot:
    argument = ARGUMENTS[line.argument] if line.argument else None
    band = argument.partner.band if argument else line.band or course(urn)[YEARS - 1 - ago]
    return Plot(band, argument, line.first)


def _of(year: int) -> list[tuple[int, Allocation]]:
    """The allocations of a round, each with its place in the list of schools."""
    found = Allocation.objects.filter(round__academic_year=year).order_by("school")
    related = found.select_related("school", "round__framework_version")
    return [(allocation.school_id - FIRST_URN, allocation) for allocation in related]
