"""Who may read the national registers in."""

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may


def check_import(*, by: User | None) -> None:
    """Raise Denied("not_allowed") unless the person may read registers in today."""
    check_may(
        by,
        clock.today(),
        Permission.REGISTERS_MANAGE,
        sentence="Only an administrator can read the national registers in.",
    )
