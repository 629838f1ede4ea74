"""Made-up inspections, recorded by the real actions where somebody records them."""

from datetime import date
from itertools import count
from typing import Any

from schools.inspections import actions
from schools.inspections.actions import Facts, Point
from schools.models import AreaForImprovement, Inspection, School
from sil import clock
from sil.accounts.models import User

_numbers = count(7_000_001)


def from_a_file(school: School, starts_on: date, **facts: Any) -> Inspection:
    """An inspection as a file of Ofsted brings it."""
    given = {"kind": "graded", "overall": "2", "source": "Ofsted management information, made-up.csv", **facts}
    return Inspection.objects.create(school=school, starts_on=starts_on, event_number=str(next(_numbers)), **given)


def by_hand(school: School, by: User, starts_on: date, **facts: Any) -> Inspection:
    given = {"kind": "graded", "overall": "2", **facts}
    return actions.record(school=school, facts=Facts(starts_on=starts_on, **given), by=by, on=clock.today())


def asked(inspection: Inspection, by: User, *texts: str) -> list[AreaForImprovement]:
    points = [Point(text) for text in texts or ("Teach early reading well.",)]
    return actions.add_areas(inspection, points, by=by, on=clock.today())
