"""Policies of a team: does its state, and what was entered, allow an act?"""

from dataclasses import dataclass
from datetime import date

from sil.clock import weekday_in_words
from sil.framework.parts import TeamRules
from sil.framework.schema import Framework
from sil.workflow import Denied

from ..models import Meeting, Member, Team


@dataclass(frozen=True, kw_only=True)
class JoinInput:
    """Who joins a team: for which service (its id in the framework file), from which day."""

    service: str
    starts_on: date


def rules_of(framework: Framework | None) -> TeamRules:
    """Return what the framework says of teams. Raises Denied("no_teams") where it says nothing."""
    if framework is None or framework.team is None:
        raise Denied("no_teams", "The framework of this authority has no Teams Around the School.")
    return framework.team


def check_open(team: Team) -> None:
    """Raises Denied("ended")."""
    if not team.is_open:
        raise Denied("ended", "This team has ended. Reopen it first.")


def check_reason(reason: str, sentence: str) -> None:
    """Raises Denied("no_reason") with a sentence where no reason is given."""
    if not reason.strip():
        raise Denied("no_reason", sentence)


def check_no_meeting(planned: Meeting | None) -> None:
    """Raises Denied("meets") where a meeting of the team is planned: those invited have it in their calendars."""
    if planned:
        day = weekday_in_words(planned.day)
        raise Denied("meets", f"A meeting is planned for {day}. Cancel it, or record what was decided, first.")


def check_band(band_asks: bool, reason: str) -> None:
    """Raises Denied("no_reason") where the school's band asks for no team and nobody says why one is set up."""
    if not band_asks:
        check_reason(reason, "Enter why this school needs a team, although its band does not ask for one.")


def check_join(team: Team, said: JoinInput, rules: TeamRules, *, on: date) -> None:
    """Raises Denied("no_service", "not_yet", "too_early")."""
    if not rules.service(said.service):
        raise Denied("no_service", "Select the service.")
    if said.starts_on > on:
        raise Denied("not_yet", "The first day must be today or in the past.")
    if said.starts_on < team.set_up_on:
        raise Denied("too_early", "The first day must be on or after the day on which the team was set up.")


def check_leave(member: Member) -> None:
    """Raises Denied("left")."""
    if member.ends_on is not None:
        raise Denied("left", "This person has already left the team.")
