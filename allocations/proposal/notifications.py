"""Messages about a proposal that is sent to be checked."""

from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import officers_with_cover
from sil.accounts.models import User

from ..allocation.notifications import AboutAllocation, chosen, send
from ..allocation.permissions import moderators
from ..models import Allocation, Position


class ToCheck(AboutAllocation):
    """To those who may check a proposal before the school reads it."""

    kind: ClassVar[str] = "allocation_to_check"


MESSAGES = (ToCheck,)


def ask_to_check(allocation: Allocation, sent: Position, *, on: date) -> int:
    """Ask those who may check it. Return the number of messages written."""
    people = whom_to_ask(allocation, on)
    return send(ToCheck, allocation, people, f"check:{sent.pk}", by=sent.taken_by, role=sent.taken_as)


def whom_to_ask(allocation: Allocation, on: date) -> list[User]:
    """Return the school's own officer and whoever covers for them, of those who may check its proposal; where none of
    them may, the others who may."""
    able = {user.pk: user for user in moderators(allocation, on)}
    own = [user.pk for user in officers_with_cover(allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on)]
    return [able[key] for key in chosen(allocation.pk, able, own)]
