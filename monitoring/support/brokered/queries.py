"""Brokered support: what a person may read, the band of a school, and the days that were given."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from allocations.models import Allocation
from schools.models import School
from schools.queries import assigned, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.years import academic_year

from ..models import Conflict, Support
from ..queries import days_given, giver_key

RELATED = (
    *("school", "framework_version", "provider", "leader__school", "offer__school", "budget"),
    *("asked_by", "officer_agreed_by", "head_agreed_by", "approved_by"),
)


def readers(who: UserRoles) -> Q:
    """Return the condition on support that a person may read: those who lead the school, its officers, oversight."""
    if who.may(Permission.SUPPORT_READ) and who.may(Permission.SCHOOLS_READ_ALL):
        return Q(pk__isnull=False)
    mine = in_post(who.user, who.on, LEADS)
    if who.may(Permission.SUPPORT_READ):
        mine |= assigned(who.user, who.on)
    return mine


def readable(who: UserRoles) -> QuerySet[Support]:
    return Support.objects.filter(readers(who)).select_related(*RELATED)


def with_given(found: QuerySet[Support]) -> QuerySet[Any]:
    """Add the days that were given, as `given`."""
    return found.annotate(given=days_given())


def has_interest(user: User) -> Q:
    """Return the condition on support that somebody declared an interest in who gives it, or before anybody was
    proposed."""
    keyed = Support.objects.filter(pk=OuterRef("support")).values(key=giver_key())
    declared = Conflict.objects.filter(support=OuterRef("pk"), user=user)
    return Q(Exists(declared.filter(Q(giver="") | Q(giver=Subquery(keyed)))))


def band_of(school: School, on: date) -> str:
    """Return the id of the band that holds for a school: of this academic year, else of the last before it; blank for
    none."""
    held = Allocation.objects.filter(
        school=school, superseded_on__isnull=True, round__academic_year__lte=academic_year(on)
    )
    found = held.exclude(band="").order_by("-round__academic_year", "-pk").values_list("band", flat=True).first()
    return found or ""
