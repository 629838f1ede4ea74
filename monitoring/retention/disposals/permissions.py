"""Who asks for a disposal, and who approves it: an administrator asks, a director approves, never the same person.

The retention schedule is kept by administrators, and what they see are kinds, counts and names of schools, never what
is written. What goes for good is a director's to say, who answers for the records of the service.
"""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import Disposal


def check_ask(*, by: User, on: date) -> None:
    """Raise Denied("not_allowed")."""
    if not roles_of(by, on).may(Permission.DISPOSAL_ASK):
        raise Denied("not_allowed", "Only an administrator can ask for a disposal.")


def check_decide(disposal: Disposal, *, by: User, on: date) -> None:
    """Raise Denied("not_allowed", "oneself")."""
    if not roles_of(by, on).may(Permission.DISPOSAL_APPROVE):
        raise Denied("not_allowed", "Only a director can decide on a disposal.")
    if disposal.asked_by_id == by.pk:
        raise Denied("oneself", "You asked for this disposal, so another person has to decide on it.")


may_ask, may_decide = can(check_ask), can(check_decide)
