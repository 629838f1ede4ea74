"""Permissions of terms."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may


def check_may_keep_terms(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may add, change and remove terms."""
    check_may(by, on, Permission.SETTINGS_MANAGE, sentence="Only an administrator can change terms.")
