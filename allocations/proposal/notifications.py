"""Messages about a proposal that is sent to be checked."""

from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import officers_with_cover
from sil.accounts.models import User
from sil.outbox.post import link

from ..allocation.notifications import AboutAllocation, administrators, chosen, send
from ..allocation.permissions import moderators
from ..models import Allocation, Position


class ToCheck(AboutAllocation):
    """To those who may check a proposal before the school reads it."""

    kind: ClassVar[str] = "allocation_to_check"


class NobodyChecks(AboutAllocation):
    """To administrators: nobody may check a proposal."""

    kind: ClassVar[str] = "allocation_nobody_checks"


MESSAGES = (ToCheck, NobodyChecks)


def ask_to_check(allocation: Allocation, sent: Position, *, on: date) -> int:
    """Ask those who may check it; where nobody may, administrators are asked to give somebody the role. Return the
    number of messages written."""
    people = whom_to_ask(allocation, on)
    if not people:
        title = allocation.framework.title("principal_officer")
        key = f"nobody_checks:{sent.pk}"
        return send(NobodyChecks, allocation, administrators(on), key, role=title, url=link("people"))
    return send(ToCheck, allocation, people, f"check:{sent.pk}", by=sent.taken_by, role=sent.taken_as)


def whom_to_ask(allocation: Allocation, on: date) -> list[User]:
    """Return the school's own officer and whoever covers for them, of those who may check its proposal; where none of
    them may, the others who may."""
    able = {user.pk: user for user in moderators(allocation, on)}
    own = [user.pk for user in officers_with_cover(allocation.school, AssignmentRole.PRINCIPAL_OFFICER, on)]
    return [able[key] for key in chosen(allocation.pk, able, own)]
