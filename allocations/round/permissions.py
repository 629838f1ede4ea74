"""Permissions of rounds."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.framework.queries import titles


def check_manage_round(*, by: User | None, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may open, change and close rounds. `by=None` is a command."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.ROUND_OPEN, sentence=f"Only a {title} can open, change or close a round.")
