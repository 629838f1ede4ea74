"""Covers that run, are to come or are past, and the schools they reach."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sil.accounts.models import User, in_force
from sil.made_once.questions import made_once

from ..models import Assignment, AssignmentRole, Cover, School
from ..queries import can_act, covers

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class CoverColumns(TypedDict):
    """What `with_cover` adds: the name and email address of who covers for the officer, and the last day of it."""

    covered_by: str | None
    covered_email: str | None
    covered_until: date | None


class CoveringColumns(TypedDict):
    """What `with_covering` adds: the name of the officer who is covered for, and the last day of it."""

    covering_for: str | None
    covering_until: date | None


if TYPE_CHECKING:
    AssignmentWithCover = WithAnnotations[Assignment, CoverColumns]
    SchoolWithCovering = WithAnnotations[School, CoveringColumns]


def listed() -> QuerySet[Cover]:
    """Every cover, with its two officers."""
    return Cover.objects.select_related("away", "covering")


@made_once
def open_of(user: User, on: date) -> QuerySet[Cover]:
    """The covers that a person takes part in and that hold or are to come, the soonest first."""
    mine = Q(away=user) | Q(covering=user)
    return listed().filter(mine, ends_on__gte=on, called_off_at=None)


def schools_of(cover: Cover, *, since: date | None = None) -> QuerySet[School]:
    """The schools that the officer has in the role on the first day; on `since`, where that is later."""
    day = max(cover.starts_on, since or cover.starts_on)
    theirs = Assignment.objects.filter(in_force(day), user=cover.away, role=cover.role)
    return School.objects.filter(pk__in=theirs.values("school")).order_by("name", "pk")


def with_cover(assignments: QuerySet[Assignment], on: date) -> "QuerySet[AssignmentWithCover]":
    """Assignments with who covers for the officer on a day, as `covered_by` (a name), `covered_email`
    and `covered_until`."""
    held = covers(on).filter(away=OuterRef("user"), role=OuterRef("role"))
    return assignments.annotate(
        covered_by=Subquery(held.values("covering__name")[:1]),
        covered_email=Subquery(held.values("covering__email")[:1]),
        covered_until=Subquery(held.values("ends_on")[:1]),
    )


def with_covering(
    schools: QuerySet[School], user: User, role: AssignmentRole, on: date
) -> "QuerySet[SchoolWithCovering]":
    """Schools with the name of the officer for whom a person covers there, as `covering_for`, and the last
    day of it, as `covering_until`."""
    theirs = Assignment.objects.filter(in_force(on), school=OuterRef(OuterRef("pk")), role=role)
    held = covers(on).filter(covering=user, role=role, away__in=theirs.values("user"))
    return schools.annotate(
        covering_for=Subquery(held.values("away__name")[:1]), covering_until=Subquery(held.values("ends_on")[:1])
    )


@made_once
def officers_of(keys: list[int], on: date) -> "QuerySet[AssignmentWithCover]":
    """The present officers of some schools, with who covers for them."""
    return _present(on).filter(school__in=keys)


def _present(on: date) -> "QuerySet[AssignmentWithCover]":
    said = ("school", "role", "user__name", "user__email")
    return with_cover(Assignment.objects.filter(can_act(on)).select_related("user").only(*said), on)
