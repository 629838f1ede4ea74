"""The message to whoever owns an action of a team."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import TeamAction


@dataclass(frozen=True, kw_only=True)
class ActionGiven(Content):
    """To the member who owns an action: by when it is to be done."""

    kind: ClassVar[str] = "team_action_given"
    school: str
    due: str
    who: str
    url: str


MESSAGES = (ActionGiven,)


def tell_owner(action: TeamAction, *, by: User) -> None:
    """Tell the member who owns an action, unless they added it."""
    if action.owner is None:
        return
    content = ActionGiven(
        school=action.team.school.name,
        due=weekday_in_words(action.due_on),
        who=by.name,
        url=link("team_action", pk=action.pk),
        sender=sender(by),
    )
    for person in reached([action.owner], ActionGiven, otherwise=[action.team.lead], but=by):
        put(content, to=person.email, name=person.name)
