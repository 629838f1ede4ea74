"""Queries of requests for information."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline

from ..models import InformationRequest
from ..states import OVER


def readable(who: UserRoles) -> QuerySet[InformationRequest]:
    """Return the requests that a person may read: all that are not about themselves, or none. `over` sorts
    those that are owed first."""
    found = InformationRequest.objects.select_related("person", "school", "logged_by")
    if not who.may(Permission.INFORMATION_REQUESTS):
        return found.none()
    over = Case(When(status__in=OVER, then=Value(True)), default=Value(False), output_field=BooleanField())
    return found.exclude(person=who.user).annotate(over=over)


def late(on: date) -> Q:
    """Return the condition on requests that are owed past their day."""
    return Q(due_on__lt=on) & ~Q(status__in=OVER)


def basis_of(request: InformationRequest) -> str:
    """Return why it is owed by its day, in words; blank where its time stands still. One query."""
    table = request._meta.db_table
    found = Deadline.objects.filter(rule=request.kind, subject_table=table, subject_id=request.pk, replaced=False)
    return found.order_by("-pk").values_list("basis", flat=True).first() or ""


def narrowed(rows: QuerySet[InformationRequest], asked: dict[str, Any], on: date) -> QuerySet[InformationRequest]:
    """Return the requests that the filters of the list ask for."""
    if text := asked.get("search"):
        rows = rows.filter(
            Q(asker__icontains=text)
            | Q(named__icontains=text)
            | Q(person__name__icontains=text)
            | Q(school__name__icontains=text)
            | Q(wanted__icontains=text)
        )
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    state = asked.get("state")
    if state == "late":
        return rows.filter(late(on))
    return rows.filter(status=state) if state else rows
