"""Allocations in any state, reached by walking the real actions."""

from dataclasses import dataclass
from datetime import date

from allocations import actions
from allocations.actions import Case, Marking
from allocations.models import Allocation, Round
from allocations.states import State
from schools.models import School
from sil.accounts.models import User
from sil.framework.schema import Framework

from . import people, schools

OPENED = date(2026, 11, 2)
PROPOSED = date(2026, 11, 9)
YEAR = 2026


@dataclass(frozen=True)
class Scene:
    """One school with everybody around it, and its allocation."""

    school: School
    allocation: Allocation
    sip: User
    head: User
    chair: User
    officer: User


def case(framework: Framework, band: str = "B", **changes: object) -> Case:
    """A complete case for a band."""
    values: dict[str, object] = {
        "band": band,
        "reasons": "Leaders know the school well, and results are rising.",
        "marks": {c.id: Marking(c.reading_of(band).bands) for c in framework.criteria},
    }
    return Case(**(values | changes))  # type: ignore[arg-type]


def open_round(year: int = YEAR, *, on: date = OPENED) -> Round:
    return actions.open_round(year=year, by=None, on=on)


def scene(state: State = State.IDENTIFIED, *, school: School | None = None, band: str = "B") -> Scene:
    """A school of a new round with its people, and its allocation in a state. A framework is loaded."""
    school = school or schools.school()
    sip, officer = people.assign(school).user, people.person("Olive Officer", role="principal_officer")
    head, chair = people.post(school, "headteacher").user, people.post(school, "chair").user
    found = Round.objects.filter(academic_year=YEAR).first() or open_round()
    allocation = found.allocations.get(school=school)
    made = Scene(school, allocation, sip, head, chair, officer)
    walk(made, state, band=band)
    return made


def walk(made: Scene, state: State, *, band: str = "B") -> None:
    """Lead an allocation on to a state."""
    steps = list(State)[: list(State).index(state) + 1]
    if State.PROPOSED in steps:
        actions.propose(made.allocation, by=made.sip, on=PROPOSED, case=case(made.allocation.framework, band))
    made.allocation.refresh_from_db()
    if State.AGREED in steps:
        assert made.allocation.proposal_id is not None
        actions.agree(made.allocation, by=made.head, on=PROPOSED, proposal_id=made.allocation.proposal_id)
    made.allocation.refresh_from_db()
