"""Queries of requests: those a person reads, and those that wait for them."""

from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from monitoring.visits.days.ledger import Row
from monitoring.visits.days.queries import ledgers
from monitoring.visits.models import Visit
from monitoring.visits.states import VisitState
from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, assigned_schools, can_act, officer, schools_in_post
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.kept import last_of
from sil.framework.years import academic_year

from ..booking.permissions import READERS
from ..models import STANDS, OfferRequest
from ..transitions import DEADLINE

# What a request repeats of the period for its answer.
KEPT = last_of(OfferRequest, DEADLINE, running=True)
_STANDS = Q(visit__status__in=STANDS, visit__school=F("school"))
# What is arranged by a visit that will not take place (`OfferRequest.lost_visit`).
LOST_VISIT = Q(status=OfferRequest.Status.ARRANGED, visit__isnull=False) & ~_STANDS


def readable(who: UserRoles) -> QuerySet[OfferRequest]:
    """Return the requests of one's own schools; all for those who read every allocation."""
    related = ("school", "asked_by", "answered_by", "visit__framework_version", "visit__lead")
    # The day on which it takes place, as `OfferRequest.takes_place` has it.
    takes_place = Case(When(_STANDS, then=F("visit__starts_on")), When(visit=None, then=F("day")))
    found = OfferRequest.objects.select_related(*related).annotate(on_day=takes_place)
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
    return OfferRequest.objects.filter(own | instead).filter(Q(status=OfferRequest.Status.ASKED) | LOST_VISIT)


def days_of(school: School, line: str, on: date) -> Row | None:
    """Return the days of a line that a school has in the academic year of a day; None for none. One query."""
    found = ledgers(School.objects.filter(pk=school.pk), academic_year(on)).get(school.pk)
    return next((row for row in found.rows if row.line == line), None) if found and line else None


def visits_to_link(asked: OfferRequest, kind: str, on: date) -> QuerySet[Visit]:
    """Return the planned visits to come of the school that a request can lead to: those of a kind, where one is
    given."""
    found = Visit.objects.filter(school=asked.school, status=VisitState.PLANNED, ends_on__gte=on)
    return (
        (found.filter(kind=kind) if kind else found)
        .select_related("framework_version", "lead")
        .order_by("starts_on", "pk")
    )


def requests_of(who: UserRoles, visit: Visit) -> QuerySet[OfferRequest]:
    """Return the requests that a visit comes of and that a person reads; none of another school."""
    return readable(who).filter(visit=visit, school=visit.school_id)
