"""Messages about a proposal that is checked: what was asked, answered and let go."""

from datetime import date
from typing import ClassVar

from sil.accounts.models import User

from ..allocation.notifications import AboutAllocation, partners, send
from ..models import Allocation, Moderation, Position
from ..proposal.notifications import ask_to_check, whom_to_ask


class Asked(AboutAllocation):
    """To the partner: an officer asks about the proposal."""

    kind: ClassVar[str] = "allocation_asked"


class Answered(AboutAllocation):
    """To whoever asked: the partner has answered."""

    kind: ClassVar[str] = "allocation_answered"


class LetGo(AboutAllocation):
    """To the partner: the headteacher can read the proposal now."""

    kind: ClassVar[str] = "allocation_let_go"
    can_wait: ClassVar[bool] = True


MESSAGES = (Asked, Answered, LetGo)


def tell_asked(allocation: Allocation, said: Moderation, *, on: date) -> None:
    send(Asked, allocation, partners(allocation, on), f"asked:{said.pk}", by=said.by, role=said.said_as)


def tell_answered(allocation: Allocation, said: Moderation) -> None:
    """Tell everybody who has asked; where nobody has, those who may check it, and where
    there is nobody, administrators."""
    asked = allocation.moderation.filter(kind=Moderation.Kind.ASKED).select_related("by")
    people = {each.by for each in asked} or set(whom_to_ask(allocation, said.on))
    if not people:
        ask_to_check(allocation, said.position, on=said.on)
        return
    send(Answered, allocation, people, f"answered:{said.pk}", by=said.by, role=said.said_as)


def tell_let_go(allocation: Allocation, proposal: Position, *, by: User, on: date) -> None:
    role = allocation.framework.title("principal_officer")
    send(LetGo, allocation, partners(allocation, on), f"let_go:{proposal.pk}", by=by, role=role, but=by)
