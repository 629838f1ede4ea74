"""Who reviews access: Principal Officers; where there is one alone or none, directors too.

Nobody decides on their own access, so the lines of a single officer are a director's.
"""

from datetime import date

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, check_may, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied

from .models import AccessReview, ReviewedAccess

OFFICER = "principal_officer"
# Officers of whom each decides on the lines of the other.
ENOUGH = 2


def officers(on: date) -> int:
    """Return how many Principal Officers there are on a day. One query."""
    held = RoleGrant.objects.filter(in_force(on), account_open(), role=OFFICER)
    return held.values("user").distinct().count()


def may_read(who: UserRoles) -> bool:
    return who.may(Permission.CASEWORK_GRANT)


def may_review(who: UserRoles) -> bool:
    """Whether a person decides on lines. One query for a director."""
    return may_read(who) and (who.holds(OFFICER) or officers(who.on) < ENOUGH)


def check_review(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed")."""
    title = titles()[OFFICER]
    sentence = f"Only a {title} can do this. Where there is one alone, a director can."
    check_may(by, on, Permission.CASEWORK_GRANT, sentence=sentence)
    if not may_review(roles_of(by, on)):
        raise Denied("not_allowed", sentence)


def check_line(line: ReviewedAccess, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "oneself")."""
    check_review(by=by, on=on)
    if line.person_id == by.pk:
        raise Denied("oneself", "This is your own access, so somebody else has to confirm or end it.")


def check_open(review: AccessReview) -> None:
    """Raises Denied("finished")."""
    if review.finished_on:
        raise Denied("finished", "This review is finished, so nothing of it can be changed.")
