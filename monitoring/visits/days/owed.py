"""Visits owed to schools today, by the lines of their bands, and the schools in a person's view."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, can_act, open_schools
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.made_once.questions import made_once
from sil.memo import remembered

from ..models import DaysCount, VisitOwed
from .kept import refresh

_NONE = {"owed": 0, "over": 0, "stale": 0}

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class OwedColumns(TypedDict):
    """The name of the school's present partner, and the kind of visit that makes good, blank where no kind does."""

    sip_name: str | None
    kind: str


if TYPE_CHECKING:
    VisitOwedRow = WithAnnotations[VisitOwed, OwedColumns]


def schools_in_view(who: UserRoles, framework: Framework | None) -> QuerySet[School]:
    """Return the open schools whose visits a person looks after: every school for those who approve days, their own for
    a partner. `framework` is the one in force, which names the authority."""
    return _schools(who, framework.authority.code) if framework else School.objects.none()


def _schools(who: UserRoles, la_code: str) -> QuerySet[School]:
    schools = open_schools(la_code)
    if who.may(Permission.DAYS_APPROVE):
        return schools
    return schools.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk"))


def visits_owed(who: UserRoles, framework: Framework | None) -> "QuerySet[VisitOwedRow]":
    """Return everything owed to the schools in a person's view, by the terms that have begun."""
    year = academic_year(who.on)
    refresh(year)
    schools = schools_in_view(who, framework)
    due = VisitOwed.objects.filter(academic_year=year, starts_on__lte=who.on, school__in=schools)
    kinds = [When(line=line, then=Value(kind)) for line, kind in kinds_by_line(framework).items()]
    related = due.select_related("school").order_by("ends_on", "school", "place", "pk")
    return related.annotate(
        sip_name=partner_of("school", who.on), kind=Case(*kinds, default=Value(""), output_field=TextField())
    )


def partner_of(school: str, on: date) -> Subquery:
    """The name of the present partner of the school whose key a row holds in `school`."""
    sip = Assignment.objects.filter(can_act(on), school=OuterRef(school), role=AssignmentRole.SIP)
    return Subquery(sip.values("user__name")[:1])


def counts_in_view(who: UserRoles, framework: Framework | None) -> QuerySet[DaysCount]:
    """Return this year's counts of the schools in a person's view."""
    refresh(academic_year(who.on))
    return _counts(who, framework)


def _counts(who: UserRoles, framework: Framework | None) -> QuerySet[DaysCount]:
    return DaysCount.objects.filter(academic_year=academic_year(who.on), school__in=schools_in_view(who, framework))


def count_over(who: UserRoles) -> int:
    """Return the number of schools in a person's view that are over their days."""
    return _numbers(who)["over"]


def count_owed(who: UserRoles) -> int:
    """Return the number of schools in a person's view that are owed a visit."""
    return _numbers(who)["owed"]


@remembered
def _numbers(who: UserRoles) -> dict[str, int]:
    """Return both numbers. One query where nothing is stale."""
    framework = framework_on(who.on)
    if framework is None:
        return _NONE
    counted = dict(_counted(who, framework.authority.code))
    if counted["stale"]:
        refresh(academic_year(who.on))
        counted = dict(_counted(who, framework.authority.code))
    return counted


@made_once
def _counted(who: UserRoles, la_code: str) -> QuerySet[DaysCount, tuple[str, int]]:
    """Return the numbers by their names, each told by an index of its own, without a look at the counts."""
    year = DaysCount.objects.filter(academic_year=academic_year(who.on), school__in=_schools(who, la_code))
    conditions = {"owed": Q(owed_from__lte=who.on), "over": Q(over__gt=0), "stale": Q(is_stale=True)}
    first, *others = (
        year.filter(of).annotate(name=Value(name, TextField())).values("name").annotate(n=Count("*")).order_by()
        for name, of in conditions.items()
    )
    return first.union(*others, all=True).values_list("name", "n")


def kinds_by_line(framework: Framework | None) -> dict[str, str]:
    """Return the first kind of visit that is charged to each line."""
    kinds = framework.visits.kinds if framework and framework.visits else ()
    return {kind.line: kind.id for kind in reversed(kinds) if kind.line}
