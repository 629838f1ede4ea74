"""Permissions of runs."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.framework.queries import titles


def check_run(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may make the summaries of all schools."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.ROUND_OPEN, sentence=f"Only a {title} can make the summaries of all schools.")
