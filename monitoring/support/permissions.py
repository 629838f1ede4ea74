"""Permissions of support that its nouns share: who speaks for the school, who brokers and who keeps."""

from datetime import date

from schools.models import School
from schools.queries import assigned_schools, holds_lead
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, check_may, roles_of
from sil.workflow import Denied, can

# Who reads what money there is.
READS_BUDGETS = (Permission.SUPPORT_KEEP, Permission.SUPPORT_APPROVE)


def leads(school: School, who: UserRoles) -> bool:
    """Return whether a person leads a school."""
    return who.user.is_active and holds_lead(who.user, school, who.on) is not None


def brokers(school: School, who: UserRoles) -> bool:
    """Return whether a person brokers support for a school: its partner, its Principal Officer or another Principal
    Officer."""
    if not who.may(Permission.SUPPORT_BROKER) or leads(school, who):
        return False
    return who.may(Permission.SUPPORT_KEEP) or school.pk in assigned_schools(who.user, who.on)


def check_brokers(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner")."""
    if not brokers(school, roles_of(by, on)):
        raise Denied("not_the_partner", "Only the school’s own partner or a Principal Officer can do this.")


def check_speaks(school: School, *, by: User, on: date) -> bool:
    """Return whether a person acts for the school, False for the service. Raises Denied("not_yours")."""
    who = roles_of(by, on)
    if leads(school, who):
        return True
    if brokers(school, who):
        return False
    raise Denied("not_yours", "Only the school’s headteacher, its own partner or a Principal Officer can do this.")


def check_keep(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless a person keeps the directory and the budgets."""
    check_may(by, on, Permission.SUPPORT_KEEP, sentence="Only a Principal Officer can change this.")


may_speak = can(check_speaks)
