"""Surveys, made by the real actions."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from monitoring.surveys.answer import actions as answers
from monitoring.surveys.answer.policies import Given
from monitoring.surveys.cycle import actions
from monitoring.surveys.cycle.policies import CycleInput
from monitoring.surveys.models import Comment, Cycle, Invitation, Theme
from monitoring.surveys.questions import asked_of
from monitoring.surveys.results import actions as results
from monitoring.surveys.results.actions import ThemeInput
from sil.accounts.models import User
from tests.conftest import TODAY

_numbers = count(1)
CLOSES = TODAY + timedelta(days=14)


def typed(**facts: Any) -> CycleInput:
    """A survey in confidence of heads and chairs, open from today for two weeks, unless the facts say otherwise."""
    given = {
        "name": f"Survey {next(_numbers)}",
        "opens_on": TODAY,
        "closes_on": CLOSES,
        "asks_heads": True,
        "asks_chairs": True,
        "phases": (),
        "in_confidence": True,
    }
    return CycleInput(**(given | facts))


def planned(by: User, *, on: date = TODAY, **facts: Any) -> Cycle:
    return actions.plan(typed(**facts), by=by, on=on)


def opened(by: User, *, on: date = TODAY, **facts: Any) -> Cycle:
    cycle = planned(by, on=on, **facts)
    actions.open_cycle(cycle, by=by, on=on)
    cycle.refresh_from_db()
    return cycle


def given(invitation: Invitation, score: int = 3, comment: str = "") -> Given:
    """The same answer to every question that is asked, with the comment on the first."""
    questions = asked_of(invitation.is_good)
    return {each.slug: (score, comment if each is questions[0] else "") for each in questions}


def answered(
    cycle: Cycle, *, by: User, score: int = 3, comment: str = "", role: str = "head", on: date = TODAY
) -> None:
    """Answer for the post of a role that a person holds."""
    found = cycle.invitations.select_related("cycle", "school").filter(role=role, school__posts__user=by)[:1].get()
    answers.answer(found, given(found, score, comment), by=by, on=on)


def closed(cycle: Cycle, by: User, *, on: date = TODAY) -> Cycle:
    return actions.close(cycle, reason="Everybody has answered.", by=by, on=on)


def theme(cycle: Cycle, by: User, name: str = "Knowing schools", *, on: date = TODAY) -> Theme:
    said = ThemeInput(name=name, kind=Theme.Kind.AREA, plan="Visit more.", owner=by, by_when=on + timedelta(days=60))
    return results.add_theme(cycle, said, by=by, on=on)


def followed_up(cycle: Cycle, by: User, *, on: date = TODAY) -> None:
    """A theme, the comments about it, and the summary that is shared."""
    made = theme(cycle, by, on=on)
    for comment in Comment.objects.filter(cycle=cycle):
        results.tag(comment, [made], by=by, on=on)
    results.share(cycle, summary="You told us that we know you.", by=by, on=on)
