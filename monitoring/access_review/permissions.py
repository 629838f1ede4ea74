"""Who reviews access: Principal Officers; where there is one alone or none, directors too. Who ends what they may not.

Nobody decides on their own access, so the lines of a single officer are a director's.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import AUTHORITY_ROLES, Permission
from sil.accounts.user_roles import UserRoles, check_may, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied

from .held import HELD, asked_of
from .models import AccessReview, ReviewedAccess

OFFICER = "principal_officer"
# Those who review, and administrators, who end what a reviewer may not.
WHO = (Permission.CASEWORK_GRANT, Permission.PEOPLE_MANAGE)
# Officers of whom each decides on the lines of the other.
ENOUGH = 2


def officers(on: date) -> int:
    """Return how many Principal Officers there are on a day. One query."""
    return _holders((OFFICER,), on).count()


def reviewers(on: date) -> QuerySet[User]:
    """Return those who decide on lines on a day. Two queries."""
    roles = [role.slug for role in AUTHORITY_ROLES if Permission.CASEWORK_GRANT in role.permissions]
    return _holders((OFFICER,) if officers(on) >= ENOUGH else roles, on)


def enders(kinds: Iterable[str], on: date) -> QuerySet[User]:
    """Return those who are asked on a day to end accesses of some kinds, where a reviewer may not."""
    asked = {permission for kind in kinds for permission in HELD[kind].asked}
    roles = [role.slug for role in AUTHORITY_ROLES if not asked.isdisjoint(role.permissions)]
    return _holders(roles, on)


def may_read(who: UserRoles) -> bool:
    return who.may(Permission.CASEWORK_GRANT)


def may_review(who: UserRoles) -> bool:
    """Whether a person decides on lines. One query for a director."""
    return may_read(who) and (who.holds(OFFICER) or officers(who.on) < ENOUGH)


def to_end_by(who: UserRoles, *, line: str = "") -> Q:
    """Return the condition on lines that a person is asked to end. `line` is the prefix of the path to the line."""
    theirs = Q(**{f"{line}decision": ReviewedAccess.Decision.TO_END, f"{line}kind__in": asked_of(who.may)})
    return theirs & ~Q(**{f"{line}person": who.user})


def check_review(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed")."""
    title = titles()[OFFICER]
    sentence = f"Only a {title} can do this. Where there is one alone, a director can."
    check_may(by, on, Permission.CASEWORK_GRANT, sentence=sentence)
    if not may_review(roles_of(by, on)):
        raise Denied("not_allowed", sentence)


def check_not_own(line: ReviewedAccess, *, by: User) -> None:
    """Raises Denied("oneself")."""
    if line.person_id == by.pk:
        raise Denied("oneself", "This is your own access, so somebody else has to confirm or end it.")


def check_open(review: AccessReview) -> None:
    """Raises Denied("finished")."""
    if review.finished_on:
        raise Denied("finished", "This review is finished, so nothing of it can be changed.")


def _holders(roles: Iterable[str], on: date) -> QuerySet[User]:
    held = RoleGrant.objects.filter(in_force(on), account_open(), role__in=tuple(roles))
    return User.objects.filter(pk__in=held.order_by().values("user")).order_by("name", "pk")
