"""What schools offer to others: all for officers, their own for those who lead a school."""

from django.db.models import F, QuerySet

from schools.queries import in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles

from ..models import SchoolOffer
from ..queries import days_taken
from ..years import financial_year


def readable(who: UserRoles) -> QuerySet[SchoolOffer]:
    """Return the offers that a person reads, with the days that are taken in the present financial year, `taken`, and
    `left`."""
    found = SchoolOffer.objects.select_related("school", "recorded_by")
    if not who.may(Permission.SUPPORT_READ):
        found = found.filter(in_post(who.user, who.on, LEADS))
    found = found.annotate(taken=days_taken("offer", financial_year(who.on)))
    return found.annotate(left=F("days_a_year") - F("taken"))
