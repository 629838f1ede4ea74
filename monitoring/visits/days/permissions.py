"""Permissions of extra days of support."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.framework.queries import titles


def check_may_approve(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may approve and withdraw extra days."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.DAYS_APPROVE, sentence=f"Only a {title} can approve or withdraw extra days.")
