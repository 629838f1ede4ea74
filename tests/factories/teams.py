"""Teams Around the School, made by the real actions."""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from monitoring.team.action import actions
from monitoring.team.action.policies import ActionInput
from monitoring.team.meeting import actions as meetings
from monitoring.team.meeting.policies import MeetingInput, NotesInput
from monitoring.team.models import Meeting, Member, SupportRequest, Team, TeamAction
from monitoring.team.support import actions as support
from monitoring.team.support.policies import SupportInput
from monitoring.team.team import actions as teams
from monitoring.team.team.policies import JoinInput
from schools.models import School
from sil.accounts.models import User
from tests.conftest import TODAY

MEETS = date(2026, 11, 26)
DUE = date(2026, 12, 4)
NOTES = NotesInput(present="Everybody.", discussed="The budget.", decided="A new plan.")


@dataclass
class Scene:
    """A school with its people, a team, and its member for SEND."""

    team: Team
    member: Member
    sip: User
    helper: User
    people: dict[str, User] = field(default_factory=dict)

    @property
    def school(self) -> School:
        return self.team.school


def set_up(school: School, by: User, *, on: date = TODAY, reason: str = "Its budget.") -> Team:
    return teams.set_up(school, lead=by, reason=reason, by=by, on=on)


def joined(team: Team, user: User, by: User, *, service: str = "send", on: date = TODAY) -> Member:
    return teams.join(team, user, JoinInput(service=service, starts_on=on), by=by, on=on)


def meets(team: Team, by: User, *, on: date = TODAY, **changes: Any) -> Meeting:
    said: dict[str, Any] = {
        "day": MEETS,
        "begins": time(9, 30),
        "mode": "in_person",
        "place": "The school",
        "purpose": "The budget of the school.",
        "invites_head": True,
        "invites_chair": False,
    }
    return meetings.plan(team, MeetingInput(**(said | changes)), by=by, on=on)


def held(team: Team, by: User, *, on: date = TODAY, **changes: Any) -> Meeting:
    return meetings.hold(meets(team, by, on=on, **({"day": on} | changes)), NOTES, by=by, on=on)


def agreed_to(
    team: Team,
    by: User,
    owner: User | None = None,
    *,
    on: date = TODAY,
    due_on: date = DUE,
    text: str = "Plan a budget.",
) -> TeamAction:
    said = ActionInput(text=text, owner=owner, owner_name="" if owner else "The school", due_on=due_on)
    return actions.add(team, said, by=by, on=on)


def asked(team: Team, by: User, amount: str = "4500.00", *, on: date = TODAY) -> SupportRequest:
    said = SupportInput(amount=Decimal(amount), purpose="A teacher for reading.", financial_year=2026)
    return support.ask(team, said, by=by, on=on)


def granted(team: Team, by: User, decider: User, amount: str = "4500.00", *, on: date = TODAY) -> SupportRequest:
    made = asked(team, by, amount, on=on)
    return support.decide(made, agreed=True, amount=Decimal(amount), reason="Needed.", by=decider, on=on)
