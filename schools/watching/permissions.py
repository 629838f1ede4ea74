"""Who watches schools."""

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.workflow import Denied

from ..models import School
from ..queries import visible

# Those who read casework of schools that are not their own employer.
MAY = (Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)


def check_watch(school: School, who: UserRoles) -> None:
    """Raises Denied("not_yours") for those who do not read the school's casework as officers."""
    if not who.may(*MAY) or not visible(who).filter(pk=school.pk).exists():
        raise Denied("not_yours", "You can watch only schools whose casework you read.")
