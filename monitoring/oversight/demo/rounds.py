"""How far have the made-up authority's rounds come? Every state is reached by the real actions."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from allocations import actions
from allocations.actions import Case, Marking
from allocations.forms import NOT_APPLICABLE
from allocations.models import Allocation, Round
from schools.models import AssignmentRole
from schools.queries import holders, officer
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.framework.schema import Framework
from sil.letters.actions import issue
from sil.letters.models import Letter, Status
from sil.outbox.delivery import send_batch

from .people import HEAD2_SCHOOL, HEAD_SCHOOL

_REASONS = {
    "A": "Leaders know the school well and act on what they find. Results have kept above the national figures for "
    "three years, and the school helps two others with early reading.\n\nNothing in the evidence points to a risk "
    "before the next inspection.",
    "B": "The school is securely good. Leaders have acted on the points of the last inspection and pupils' books show "
    "the effect.\n\nOutcomes for pupils who are disadvantaged are rising and still below the others; this is where "
    "we would spend the days.",
    "C": "Results have fallen two years running and the curriculum is uneven from year four on. Leaders see this and "
    "have a plan, which needs support to work in time.\n\nAttendance has not come back to where it was.",
    "D": "The school required improvement at its last two inspections and leadership has changed three times since. "
    "Provision for vulnerable pupils does not work well enough.\n\nA group of officers should meet with the school "
    "each half term.",
}


def last_year(year: int, schools: int, by: User, opened_on: date) -> None:
    """A round that ended: all but a few agreed, with their letters issued at the time."""
    with clock.at(opened_on):
        found = actions.open_round(year=year, by=by, on=opened_on)
    for place, allocation in enumerate(_of(found)):
        band = _band(allocation, Random(allocation.school_id))
        day = opened_on + timedelta(days=3 + place % 20)
        if _propose(allocation, band, day):
            _agree(allocation, day + timedelta(days=4))
    _send(opened_on + timedelta(days=30))


def this_year(year: int, by: User, opened_on: date, today: date) -> None:
    """A round under way, with every state in it and some answers late."""
    with clock.at(opened_on):
        found = actions.open_round(year=year, by=by, on=opened_on)
    for place, allocation in enumerate(_of(found)):
        band = _band(allocation, Random(allocation.school_id + 1))
        if allocation.school_id == HEAD_SCHOOL:
            _propose(allocation, "B", today - timedelta(days=6))
        elif allocation.school_id == HEAD2_SCHOOL:
            _propose(allocation, "C", today - timedelta(days=20))
            _agree(allocation, today - timedelta(days=14))
        elif place % 5 in (0, 1):
            _propose(allocation, band, opened_on + timedelta(days=2 + place % 12))
            _agree(allocation, opened_on + timedelta(days=6 + place % 14))
        elif place % 5 == 2:
            # Those of the first days are past their answer by now.
            _propose(allocation, band, today - timedelta(days=25 if place % 15 == 2 else 2 + place % 7))
        elif place in (3, 23):
            _draft(allocation, band, today - timedelta(days=1))
    _send(today)


def case_for(framework: Framework, band: str, chance: Random) -> Case:
    """A case for a band: most criteria fit it, some fit another."""
    marks = {}
    for criterion in framework.criteria:
        if criterion.id == "post-16":
            marks[criterion.id] = Marking(())
            continue
        fitting = criterion.reading_of(band)
        reading = fitting if chance.random() < 0.75 else chance.choice(criterion.readings)
        marks[criterion.id] = Marking(reading.bands)
    return Case(band=band, reasons=_REASONS.get(band, "The best fit on the evidence."), marks=marks)


def _band(allocation: Allocation, chance: Random) -> str:
    return chance.choices(("A", "B", "C", "D"), (15, 50, 27, 8))[0]


def _of(found: Round) -> Iterable[Allocation]:
    return list(found.allocations.select_related("school", "round__framework_version").order_by("school"))


def _propose(allocation: Allocation, band: str, on: date) -> bool:
    """False where the school has no partner or no head to put it to."""
    partner = officer(allocation.school, AssignmentRole.SIP, on)
    if partner is None or not holders(allocation.school, on, LEADS).exists():
        return False
    case = case_for(allocation.framework, band, Random(allocation.pk))
    with clock.at(on):
        actions.propose(allocation, by=partner, on=on, case=case)
    return True


def _agree(allocation: Allocation, on: date) -> None:
    allocation.refresh_from_db()
    post = holders(allocation.school, on, LEADS).first()
    if post is None or allocation.proposal_id is None:
        return
    with clock.at(on):
        actions.agree(allocation, by=post.user, on=on, proposal_id=allocation.proposal_id)
        for letter in Letter.objects.filter(status=Status.SIGNED):
            issue(letter.pk)


def _draft(allocation: Allocation, band: str, on: date) -> None:
    partner = officer(allocation.school, AssignmentRole.SIP, on)
    if partner is None:
        return
    marks = {
        criterion.id: {"reading": "0" if place else NOT_APPLICABLE, "reason": "", "evidence": ""}
        for place, criterion in enumerate(allocation.framework.criteria[:6])
    }
    with clock.at(on):
        actions.save_draft(
            allocation, by=partner, on=on, band=band, reasons="Still to be written up.", marks=marks, extra_days=[]
        )


def _send(on: date) -> None:
    with clock.at(on):
        while send_batch():
            pass
