"""Who enters a partner's days: whoever approves days of support."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.framework.queries import titles


def check_may_enter(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed")."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.DAYS_APPROVE, sentence=f"Only a {title} can enter contracted days and leave.")
