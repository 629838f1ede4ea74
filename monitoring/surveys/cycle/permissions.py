"""Permissions of surveys: who asks, who reads the results, and who reads them with names."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, check_may


def check_keep(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless a person plans and opens surveys."""
    check_may(by, on, Permission.SURVEY_KEEP, sentence="Only a Principal Officer can do this.")


def may_keep(who: UserRoles) -> bool:
    return who.may(Permission.SURVEY_KEEP)


def reads_names(who: UserRoles) -> bool:
    """Return whether a person reads who answered what, where answers were given by name: those who answer for the
    service, not the partners who may be what it is about."""
    return who.may(Permission.SERVICE_ANSWER)
