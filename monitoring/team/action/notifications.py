"""Messages to whoever owns, or owned, an action of a team."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import TeamAction


@dataclass(frozen=True, kw_only=True)
class AboutAction(Content):
    """`due` is the day by which it is to be done, in words."""

    school: str
    due: str
    who: str
    url: str


class ActionGiven(AboutAction):
    """To the member who owns an action from now on."""

    kind: ClassVar[str] = "team_action_given"


class ActionChanged(AboutAction):
    """To the member who owns an action that was changed."""

    kind: ClassVar[str] = "team_action_changed"


class ActionPassedOn(AboutAction):
    """To the member who no longer owns an action."""

    kind: ClassVar[str] = "team_action_passed_on"
    can_wait: ClassVar[bool] = True


MESSAGES = (ActionGiven, ActionChanged, ActionPassedOn)


def tell_owner(message: type[AboutAction], action: TeamAction, *, by: User, owner: User | None = None) -> None:
    """Tell the member who owns an action, or `owner` who did, unless it is their own act."""
    owner = owner or (None if message is ActionPassedOn else action.owner)
    if owner is None:
        return
    content = message(
        school=action.team.school.name,
        due=weekday_in_words(action.due_on),
        who=by.name,
        url=link("team_action", pk=action.pk),
        sender=sender(by),
    )
    for person in reached([owner], message, otherwise=[action.team.lead], but=by):
        put(content, to=person.email, name=person.name)
