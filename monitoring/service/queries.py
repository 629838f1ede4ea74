"""Queries of concerns about the service: those a person may read, and when an answer is due."""

from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery

from schools.queries import in_post
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.kept import last_of
from sil.web.history.kinds import HistoryKind

from .models import ServiceConcern
from .transitions import DEADLINE

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


# What a concern repeats of the period for its answer.
KEPT = last_of(ServiceConcern, DEADLINE, running=True)


class DueColumns(TypedDict):
    basis: str | None


if TYPE_CHECKING:
    ConcernWithDue = WithAnnotations[ServiceConcern, DueColumns]


def readable(who: UserRoles) -> QuerySet[ServiceConcern]:
    """Return the concerns of one's own school; all for whoever answers for the service."""
    found = ServiceConcern.objects.select_related("school", "owner", "raised_by", "answered_by")
    if who.may(Permission.SERVICE_ANSWER):
        return found
    return found.filter(in_post(who.user, who.on, (*LEADS, *GOVERNANCE)))


def with_due(concerns: QuerySet[ServiceConcern]) -> "QuerySet[ConcernWithDue]":
    """Add `basis`, which says why an open concern is to be answered by its day."""
    return concerns.annotate(basis=Subquery(KEPT.periods(OuterRef("pk")).values("basis")[:1]))


# Whose history is read of concerns about the service: the school and whoever answers read all of it.
HISTORIES = (
    HistoryKind(slug="service-concern", label="concern about the service", model=ServiceConcern, rows=readable),
)
