"""Messages about a team: to its members, and to the head and the chair of the school. They quote nothing of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears_instead
from sil.accounts.models import User
from sil.clock import in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Member, Team
from .queries import members_of, people_at_school


@dataclass(frozen=True, kw_only=True)
class AboutTeam(Content):
    """Fields of every message about a team; each template uses those it needs. `day` is a day in words."""

    school: str
    lead: str
    who: str
    day: str
    url: str
    service_name: str = ""
    reason: str = ""


class SetUp(AboutTeam):
    """To the head and the chair."""

    kind: ClassVar[str] = "team_set_up"


class Joined(AboutTeam):
    """To a new member."""

    kind: ClassVar[str] = "team_joined"


class Left(AboutTeam):
    """To somebody who is no longer a member."""

    kind: ClassVar[str] = "team_left"
    can_wait: ClassVar[bool] = True


class Leads(AboutTeam):
    """To whoever leads the team now."""

    kind: ClassVar[str] = "team_lead"


class Ended(AboutTeam):
    """To members, the head and the chair."""

    kind: ClassVar[str] = "team_ended"


class Reopened(AboutTeam):
    """To members, the head and the chair."""

    kind: ClassVar[str] = "team_reopened"


MESSAGES = (SetUp, Joined, Left, Leads, Ended, Reopened)


def tell_set_up(team: Team, *, by: User, on: date) -> None:
    _put(SetUp, team, people_at_school(team.school, on), by=by, on=on)


def tell_lead(team: Team, *, by: User, on: date) -> None:
    if team.lead_id != by.pk:
        _put(Leads, team, [team.lead], by=by, on=on)


def tell_member(message: type[AboutTeam], member: Member, *, by: User, on: date) -> None:
    """Tell somebody that they joined a team, or are no longer in it."""
    _put(message, member.team, [member.user], by=by, on=on, service=member.service_name, reason=member.reason)


def tell_all(message: type[AboutTeam], team: Team, *, by: User, on: date, reason: str) -> None:
    """Tell the members, the head and the chair that a team has ended, or is open again."""
    people = [*(member.user for member in members_of(team, on)), *people_at_school(team.school, on)]
    _put(message, team, people, by=by, on=on, reason=reason)


def _put(
    message: type[AboutTeam],
    team: Team,
    people: Iterable[User],
    *,
    by: User,
    on: date,
    service: str = "",
    reason: str = "",
) -> None:
    content = message(
        school=team.school.name,
        lead=team.lead.name,
        who=by.name,
        day=in_words(on),
        # Who is no longer in the team, or was in one that ended, cannot open it.
        url="" if message in (Left, Ended) else link("team", pk=team.pk),
        service_name=service,
        reason=reason,
        sender=sender(by),
    )
    instead = who_hears_instead(team.school, AssignmentRole.SIP, on)
    for person in reached(people, message, otherwise=instead, but=by):
        put(content, to=person.email, name=person.name)
