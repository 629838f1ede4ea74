"""A small authority with everybody in it, for tests that try every page as every person."""

from dataclasses import dataclass, field
from datetime import date

from allocations import actions
from allocations.models import Allocation
from allocations.states import State
from schools.models import AssignmentRole, Inspection, School
from sil.accounts.adapter import invitation_link
from sil.accounts.models import User
from sil.deadlines.models import BankHoliday
from sil.letters.models import Letter
from sil.letters.tasks import issue_waiting
from sil.outbox.models import Message

from .factories import allocations, people, schools
from .factories.people import PASSWORD

# Everybody who tries every address. Those without "other" belong to the schools of the table.
ACTORS = (
    "anonymous",
    "sip",
    "other_sip",
    "head",
    "acting_head",
    "other_head",
    "chair",
    "clerk",
    "officer",
    "director",
    "dcs",
    "admin",
    "nobody",
)
_AUTHORITY = {
    "officer": "principal_officer",
    "director": "director_of_education",
    "dcs": "director_of_childrens_services",
    "admin": "administrator",
}


@dataclass
class World:
    """People by actor, and one allocation of the same people's schools in each state."""

    people: dict[str, User] = field(default_factory=dict)
    allocation: dict[State, Allocation] = field(default_factory=dict)
    signed: Letter | None = None
    issued: Letter | None = None

    @property
    def school(self) -> School:
        return self.allocation[State.PROPOSED].school


def build() -> World:
    """The whole world, made by the real actions. A framework is loaded."""
    world = World()
    for actor in ACTORS[1:]:
        world.people[actor] = people.person(
            f"{actor.replace('_', ' ').title()} Example",
            email=f"{actor.replace('_', '-')}@test.example",
            role=_AUTHORITY.get(actor, "sip" if actor.endswith("sip") else ""),
            password=PASSWORD,
        )
    world.people["invited"] = people.person("Invited Example")
    places = {state: schools.school(f"Example {state.label} School", phase="Primary") for state in State}
    again, elsewhere = schools.school("Example Twice Agreed School"), schools.school("Example Other School")
    for school in (*places.values(), again):
        _people_of(school, world)
    people.assign(elsewhere, world.people["other_sip"])
    people.post(elsewhere, "headteacher", world.people["other_head"])
    _inspect(places[State.PROPOSED])
    found = allocations.open_round()
    for state, school in places.items():
        world.allocation[state] = found.allocations.get(school=school)
        _walk(world, world.allocation[state], state)
    issue_waiting()
    world.issued = Letter.objects.get()
    twice = found.allocations.get(school=again)
    _walk(world, twice, State.AGREED)
    world.signed = Letter.objects.get(status="signed")
    actions.save_draft(
        world.allocation[State.IDENTIFIED],
        by=world.people["sip"],
        on=allocations.PROPOSED,
        band="B",
        reasons="So far.",
        marks={"reading": {"reading": "1", "reason": "Heard readers in year two.", "evidence": ""}},
        extra_days=[],
    )
    return world


def invitation_path(world: World) -> str:
    return "/accounts/" + invitation_link(world.people["invited"]).split("/accounts/")[1]


def bank_holiday() -> BankHoliday:
    return BankHoliday.objects.get(date=date(2027, 12, 27))


def failed_message() -> Message:
    Message.objects.filter(kind="allocation_agreed").update(status="failed", error="550 no such person")
    return Message.objects.filter(status="failed")[0]


def _people_of(school: School, world: World) -> None:
    people.assign(school, world.people["sip"])
    people.assign(school, world.people["officer"], role=AssignmentRole.PRINCIPAL_OFFICER)
    for role, actor in (
        ("headteacher", "head"),
        ("acting_headteacher", "acting_head"),
        ("chair", "chair"),
        ("clerk", "clerk"),
    ):
        people.post(school, role, world.people[actor])


def _walk(world: World, allocation: Allocation, state: State) -> None:
    who = world.people
    scene = allocations.Scene(allocation.school, allocation, who["sip"], who["head"], who["chair"], who["officer"])
    allocations.walk(scene, state)


def _inspect(school: School) -> None:
    Inspection.objects.create(
        school=school,
        event_number=f"99{school.urn}",
        kind=Inspection.Kind.GRADED,
        starts_on=date(2023, 3, 7),
        overall="2",
        source="Ofsted management information, made-up.csv",
    )
