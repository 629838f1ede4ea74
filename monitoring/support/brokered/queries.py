"""Brokered support: what a person may read, the band of a school, and the days that were given."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from schools.models import Assignment, AssignmentRole, Post, School
from schools.queries import assigned, can_act, in_post
from sil.accounts.models import User, in_force
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles

from ..models import Conflict, Leader, Support
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


def barred(user: User, on: date) -> Q:
    """Return the condition on support that somebody does not agree or approve it: an interest that they declared, or
    their part in giving it (permissions.check_no_interest)."""
    declared = Conflict.objects.filter(support=OuterRef("pk"), user=user)
    return Q(Exists(_in_the_giver(declared))) | gives(user, on)


def gives(user: User, on: date) -> Q:
    """Return the condition on support that somebody gives it, or leads the school that does."""
    named = User.objects.filter(pk=user.pk, email__iexact=OuterRef("leader__email"))
    return Q(Exists(named)) | in_post(user, on, LEADS, school="offer__school")


def lacks_partner(on: date, *, to_evaluate: bool = False) -> Q:
    """Return the condition on support that no partner of the school can agree it (or evaluate it): there is none, or
    each has an interest in who gives it. A Principal Officer then does."""
    support, partner = OuterRef(OuterRef("pk")), OuterRef("user")
    led = Post.objects.filter(in_force(on), school=OuterRef(OuterRef("offer__school")), user=partner, role__in=LEADS)
    there = Assignment.objects.filter(can_act(on), school=OuterRef("school"), role=AssignmentRole.SIP).exclude(
        Exists(Leader.objects.filter(pk=OuterRef(OuterRef("leader")), email__iexact=OuterRef("user__email")))
    )
    there = there.exclude(Exists(led))
    if not to_evaluate:
        there = there.exclude(Exists(_in_the_giver(Conflict.objects.filter(support=support, user=partner))))
    return ~Q(Exists(there))


def _in_the_giver(declared: QuerySet[Conflict]) -> QuerySet[Conflict]:
    """The interests in who gives support now, and those that were declared before anybody was proposed."""
    keyed = Support.objects.filter(pk=OuterRef("support")).values(key=giver_key())
    return declared.filter(Q(giver="") | Q(giver=Subquery(keyed)))


def holds_post(school: School, on: date, *, email: Any) -> QuerySet[Post]:
    """Return the posts at a school that the person of an address holds: whoever holds one speaks for it."""
    return Post.objects.filter(in_force(on), school=school, user__email__iexact=email)
