"""Allocations in any state, reached by walking the real actions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from allocations.allocation.queries import last_position, open_period
from allocations.answer import actions as answers
from allocations.decision import actions as decisions
from allocations.models import Allocation, Round
from allocations.position.actions import Marking, PositionInput
from allocations.proposal import actions as proposals
from allocations.round import actions as rounds
from allocations.states import Party, State
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from sil.framework.schema import Framework

from .. import snapshots
from . import frameworks, people, schools

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
    director: User

    def read(self, party: Party = Party.SIP) -> int:
        """The position that a person has in front of them: the last one of a party."""
        position = last_position(Allocation.objects.get(pk=self.allocation.pk), party)
        assert position is not None, "nothing was put forward yet"
        return position.pk


def case(framework: Framework, band: str = "B", **changes: object) -> PositionInput:
    """A complete case for a band."""
    values: dict[str, object] = {
        "band": band,
        "reasons": "Leaders know the school well, and results are rising.",
        "marks": {c.id: Marking(c.reading_of(band).bands) for c in framework.criteria},
    }
    return PositionInput(**(values | changes))  # type: ignore[arg-type]


def view(framework: Framework, band: str = "C", rows: int = 2) -> PositionInput:
    """What a school that does not agree, or a decider, puts forward: some rows only."""
    marked = framework.criteria[:rows]
    return PositionInput(
        band=band,
        reasons="Results fell two years running.",
        marks={c.id: Marking(c.reading_of(band).bands, "Seen in books.", "Results of summer 2026") for c in marked},
    )


def open_round(year: int = YEAR, *, on: date = OPENED) -> Round:
    return rounds.open_round(year=year, by=None, on=on)


@snapshots.kept
def scene(state: State = State.IDENTIFIED, *, school: School | None = None, band: str = "B") -> Scene:
    """A school of a new round with its people, and its allocation in a state. A framework is loaded."""
    if state == State.IN_MODERATION:
        frameworks.moderated()
    school = school or schools.school()
    sip, officer = people.assign(school).user, people.person("Olive Officer", role="principal_officer")
    people.assign(school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    director = people.person("Dora Director", role="director_of_education")
    head, chair = people.post(school, "headteacher").user, people.post(school, "chair").user
    found = Round.objects.filter(academic_year=YEAR).first() or open_round()
    allocation = found.allocations.get(school=school)
    made = Scene(school, allocation, sip, head, chair, officer, director)
    walk(made, state, band=band)
    return made


def submit(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    """Where the framework asks for the check (`frameworks.moderated`)."""
    proposals.submit(made.allocation, by=made.sip, on=on, choice=case(made.allocation.framework, band))


def propose(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    proposals.propose(made.allocation, by=made.sip, on=on, choice=case(made.allocation.framework, band))


def agree(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    answers.agree(made.allocation, by=made.head, on=on, position_id=made.read())


def record(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    """The partner writes down that the school agreed, in a meeting on the day."""
    read = made.read()
    proposals.record_agreement(
        made.allocation, by=made.sip, on=on, position_id=read, met_on=on, met_with="Ada Example, headteacher"
    )


def disagree(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    wanted = view(made.allocation.framework, other_band(made.allocation.framework, band))
    answers.disagree(made.allocation, by=made.head, on=on, position_id=made.read(), choice=wanted)


def decide(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    decision = view(made.allocation.framework, band)
    decisions.decide(made.allocation, by=made.officer, on=on, position_id=made.read(Party.SCHOOL), choice=decision)


def accept(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    answers.accept(made.allocation, by=made.head, on=on, position_id=made.read(Party.OFFICER))


def refer(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    wanted = view(made.allocation.framework, other_band(made.allocation.framework, band))
    answers.refer(made.allocation, by=made.head, on=on, position_id=made.read(Party.OFFICER), choice=wanted)


def determine(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    decision = view(made.allocation.framework, band)
    decisions.determine(made.allocation, by=made.director, on=on, position_id=made.read(Party.SCHOOL), choice=decision)


def confirm(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    """After the period for an answer, whatever day that is."""
    deadline = open_period(made.allocation, "answer")
    assert deadline is not None, "an answer is owed"
    after = deadline.due_on + timedelta(days=1)
    made.allocation.refresh_from_db()
    read = made.read(Party.OFFICER if made.allocation.is_decided else Party.SIP)
    decisions.confirm(made.allocation, by=made.officer, on=after, position_id=read, reason="No answer to three calls.")


def withdraw(made: Scene, band: str = "B", *, on: date = PROPOSED) -> None:
    School.objects.filter(pk=made.school.pk).update(status="Closed")
    rounds.withdraw(made.allocation, by=made.officer, on=on, reason="The school has closed.")


Act = Callable[..., None]
# How a state is reached from the beginning, where acts lead to it. A file brings bands in: test_bands_brought_in.py.
PATHS: dict[State, tuple[Act, ...]] = {
    State.IDENTIFIED: (),
    State.IN_MODERATION: (submit,),
    State.PROPOSED: (propose,),
    State.WITH_OFFICER: (propose, disagree),
    State.DECIDED: (propose, disagree, decide),
    State.WITH_DIRECTOR: (propose, disagree, decide, refer),
    State.AGREED: (propose, agree),
    State.CONFIRMED: (propose, confirm),
    State.DETERMINED: (propose, disagree, decide, refer, determine),
    State.WITHDRAWN: (withdraw,),
}


def walk(made: Scene, state: State, *, band: str = "B") -> None:
    """Lead an identified allocation on to a state."""
    for act in PATHS[state]:
        act(made, band)
    made.allocation.refresh_from_db()


def other_band(framework: Framework, band: str) -> str:
    return next(b.id for b in framework.bands if b.id != band)
