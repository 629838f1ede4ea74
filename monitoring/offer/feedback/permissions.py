"""Permissions of feedback: a school gives it; who leads the event and Principal Officers read it."""

from datetime import date

from schools.queries import holders
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.workflow import Denied

from ..booking.permissions import BOOKERS, may_keep
from ..models import Booking, OfferedEvent


def reads_feedback(event: OfferedEvent, who: UserRoles) -> bool:
    """Return whether a person reads the feedback on an event: they lead it, or plan events for every school."""
    return may_keep(who) and (event.leader_id == who.user.pk or who.may(Permission.SCHOOLS_READ_ALL))


def check_give(booking: Booking, *, by: User, on: date) -> None:
    """Raises Denied("not_the_school") unless a person is head or chair of the school whose booking it is."""
    if not holders(booking.school, on, BOOKERS).filter(user=by).exists():
        raise Denied("not_the_school", "Only the school’s headteacher or chair can give feedback.")
