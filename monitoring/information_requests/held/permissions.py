"""Which items a person may read: those of restricted cases only who may read the case."""

from django.db.models import Q

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles


def readable_items(who: UserRoles) -> Q:
    """Return the condition on items that a person may read."""
    mine = Q(case__isnull=True) | Q(case__in=Case.objects.filter(readable_cases(who)).order_by().values("pk"))
    lacking = [each.value for each in Permission if not who.may(each)]
    return mine & ~Q(needs__in=lacking)
