"""Who places, reads and ends legal holds: Principal Officers and directors. On a case only who may read it."""

from datetime import date

from monitoring.notices.case.permissions import may_read
from monitoring.notices.models import Case
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied, can


def check_hold(subject: object, *, by: User, on: date) -> None:
    """Raise Denied("not_allowed") where a person may not place or end a hold on a school, case or person."""
    who = roles_of(by, on)
    if not who.may(Permission.LEGAL_HOLD) or not _reads(subject, who):
        raise Denied("not_allowed", "Legal holds are placed and ended by Principal Officers and directors.")


may_hold = can(check_hold)


def _reads(subject: object, who: UserRoles) -> bool:
    return may_read(subject, who) if isinstance(subject, Case) else True
