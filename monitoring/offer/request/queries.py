"""Queries of requests: those a person reads, and those that wait for them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, assigned_schools, can_act, officer, schools_in_post
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.kept import last_of

from ..booking.permissions import READERS
from ..models import OfferRequest
from ..transitions import DEADLINE

# What a request repeats of the period for its answer.
KEPT = last_of(OfferRequest, DEADLINE, running=True)


def readable(who: UserRoles) -> QuerySet[OfferRequest]:
    """Return the requests of one's own schools; all for those who read every allocation."""
    found = OfferRequest.objects.select_related("school", "asked_by", "answered_by")
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return found
    mine = Q(school__in=schools_in_post(who.user, who.on, READERS))
    if who.may(Permission.OFFER_KEEP):
        mine |= Q(school__in=assigned_schools(who.user, who.on))
    return found.filter(mine)


def answerer(school: School, on: date) -> User | None:
    """Return who answers the requests of a school: its partner, else its Principal Officer."""
    roles = (AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER)
    return next((found for role in roles if (found := officer(school, role, on))), None)


def waiting_for_officer(who: UserRoles) -> QuerySet[OfferRequest]:
    """Return the requests that a person answers: of the schools of which they are the partner or cover for the partner;
    and as Principal Officer, of those without a partner."""
    sips = Assignment.objects.filter(can_act(who.on), school=OuterRef("school"), role=AssignmentRole.SIP)
    own = assigned(who.user, who.on, role=AssignmentRole.SIP)
    instead = assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER) & ~Exists(sips)
    return OfferRequest.objects.filter(own | instead, status=OfferRequest.Status.ASKED)
