"""Permissions of reports of a term."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import UserRoles, check_may
from sil.framework.queries import titles
from sil.workflow import Denied

from ..models import TermReport

# The roles that write and approve such reports.
ROLES_OF = tuple(slug for slug, role in ROLES.items() if Permission.SCRUTINY_REPORT in role.permissions)


def check_write(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may write reports of a term: Principal Officers and directors."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.SCRUTINY_REPORT, sentence=f"Only a {title} or a director can do this.")


def check_decide(report: TermReport, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed") as `check_write` does, and Denied("own") where the person wrote some of it."""
    check_write(by=by, on=on)
    if report.writers.filter(pk=by.pk).exists():
        raise Denied("own", "You wrote some of this report, so somebody else has to approve it.")


def may_write(who: UserRoles) -> bool:
    return who.may(Permission.SCRUTINY_REPORT)
