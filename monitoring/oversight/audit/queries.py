"""Which events of the history somebody reads on the audit page.

An administrator reads what tells of accounts, roles, posts, files taken and access, and no casework. A Principal
Officer or a director reads the casework of schools, too, and of cases only those that they may read: the events of a
case belong to it alone, so that a restricted one shows nothing.
"""

from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BigIntegerField, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models import Case as Choose
from django.db.models.functions import Cast

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from monitoring.notices.page.timeline import scopes
from schools.casework_access.queries import READ
from schools.models import School
from schools.queries import SCOPE
from schools.succession import scopes_of, urns_with_predecessors
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.clock import LONDON
from sil.web.lists.taken import DOCUMENT

# What an administrator reads: beginnings of kinds.
ACCOUNTS = ("person.", "post.", "assignment.", "cover.", "handover.", "assistant.", "trust_post.", "appointment.")
SIGNING_IN, FILES, ACCESS = ("sign_in.",), ("file.",), ("casework_access.",)
SETTINGS = ("register.", "register_file.", "framework.", "message.", "term.", "school.", "delegation.")
OF_ADMINISTRATORS = (*ACCOUNTS, *SIGNING_IN, *FILES, *ACCESS, *SETTINGS)
# Where the events of casework stand that whoever reads every school may read, beside those of cases.
_OF_CASEWORK = (
    SCOPE,
    "round:",
    "support:",
    "person:",
    "casework_access:",
    "files",
    "delegations",
    "trusts",
    "information_requests",
)
# Who answered a survey is nobody's business.
NEVER = ("survey.answered", "survey.answer_changed")


def readable(who: UserRoles) -> QuerySet[Event]:
    """Return the events that a person may read on the audit page."""
    found = Q(pk__in=[])
    if who.may(Permission.PEOPLE_MANAGE):
        found |= _begins("kind", OF_ADMINISTRATORS) & ~Q(kind=READ) & ~Q(scope__startswith="case:")
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        cases = Case.objects.filter(readable_cases(who))
        found |= (_begins("scope", _OF_CASEWORK) | Q(scope__in=scopes(cases))) & ~_begins("kind", SIGNING_IN)
    return Event.objects.filter(found).exclude(kind__in=NEVER)


def by_person(rows: QuerySet[Event], person: User) -> QuerySet[Event]:
    """Return what a person did. What was done about their account is on their own page."""
    return rows.filter(actor_id=str(person.pk))


def of_school(rows: QuerySet[Event], school: School, who: UserRoles) -> QuerySet[Event]:
    """Return what belongs to a school, to those it took the place of, and to their cases, and what was read of it by an
    access that was granted."""
    urns = urns_with_predecessors(school)
    cases = Case.objects.filter(readable_cases(who), school__in=urns)
    of_cases = scopes(cases) if who.may(Permission.ALLOCATIONS_READ_ALL) else []
    read = Q(subject_table="schools_caseworkaccess", kind=READ, data__urn__in=list(urns))
    return rows.filter(Q(scope__in=scopes_of(school)) | Q(scope__in=of_cases) | read)


def of_kinds(rows: QuerySet[Event], prefixes: tuple[str, ...]) -> QuerySet[Event]:
    return rows.filter(_begins("kind", prefixes))


def between(rows: QuerySet[Event], first: date, last: date) -> QuerySet[Event]:
    """Return what happened from the first to the last of two days in London."""
    start = datetime.combine(first, time(), LONDON)
    return rows.filter(at__gte=start, at__lt=datetime.combine(last + timedelta(days=1), time(), LONDON))


def with_words(rows: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Return those with a text in what the page shows of them: not in the name of a file that it does not show."""
    told: Any = Cast("data", TextField())
    shown = Q(told__icontains=text) & ~Q(kind=DOCUMENT)
    named = Q(actor_name__icontains=text) | Q(reason__icontains=text)
    return rows.annotate(told=told).filter(named | shown)


def with_about(rows: QuerySet[Event]) -> QuerySet[Any]:
    """Add `about`, the name of the school or person in whose history each event stands; null for what is in neither."""
    key = Cast(Func(F("scope"), Value(":"), Value(2), function="split_part"), BigIntegerField())
    schools = School.objects.filter(pk=OuterRef("key")).values("name")
    people = User.objects.filter(pk=OuterRef("key")).values("name")
    named = Choose(
        When(scope__regex=rf"^{SCOPE}\d+$", then=Subquery(schools[:1])),
        When(scope__regex=r"^person:\d+$", then=Subquery(people[:1])),
    )
    has_key = Choose(When(scope__regex=rf"^({SCOPE}|person:)\d+$", then=key))
    return rows.annotate(key=has_key).annotate(about=named)


def _begins(path: str, prefixes: tuple[str, ...]) -> Q:
    return reduce(or_, (Q(**{f"{path}__startswith": prefix}) for prefix in prefixes))
