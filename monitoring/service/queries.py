"""Queries of concerns about the service: those a person may read, and when an answer is due."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from schools.queries import in_post
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline

from .models import ServiceConcern
from .transitions import DEADLINE

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class DueColumns(TypedDict):
    due_on: date | None
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
    """Add `due_on`, the day by which an open concern is to be answered, and its `basis` in words."""
    running = Deadline.objects.running().filter(
        rule=DEADLINE, subject_table=ServiceConcern._meta.db_table, subject_id=Cast(OuterRef("pk"), TextField())
    )
    return concerns.annotate(due_on=Subquery(running.values("due_on")[:1]), basis=Subquery(running.values("basis")[:1]))
