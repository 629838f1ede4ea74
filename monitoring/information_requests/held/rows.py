"""Which rows of a table tell of whom a request is about: those that name them, and those in whose words the name
stands."""

from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from monitoring.oversight.audit.queries import NEVER, SIGNING_IN
from schools.queries import scope as of_school
from sil.accounts.actions import scope as of_person
from sil.audit.models import Event
from sil.web.timeline import RESERVED

from ..models import InformationRequest
from .tables import Held


def by_record(held: Held, asked: InformationRequest) -> QuerySet[Any] | None:
    """Return the rows that name the person or the school; None where the table names none or there is nobody with an
    account."""
    condition = Q()
    if held.table is Event:
        condition = _of_history(asked)
    elif asked.person:
        for column in held.people:
            condition |= Q(**{column: asked.person.pk})
    elif asked.school and held.school:
        condition = Q(**{held.school: asked.school.pk})
    return _chosen(held, condition) if condition else None


def by_name(held: Held, asked: InformationRequest) -> QuerySet[Any] | None:
    """Return the other rows in whose words the name stands."""
    name = asked.person.name if asked.person else asked.school.name if asked.school else asked.named
    if not name.strip():
        return None
    rows, condition = held.table._default_manager.filter(**held.only), Q()
    for column in held.columns:
        rows = rows.annotate(**{f"said_{column}": Cast(column, TextField())})
        condition |= Q(**{f"said_{column}__icontains": name.strip()})
    if not condition:
        return None
    found = _chosen(held, Q(pk__in=rows.filter(condition).order_by().values("pk")))
    known = by_record(held, asked)
    return found if known is None else found.exclude(pk__in=known.order_by().values("pk"))


def _chosen(held: Held, condition: Q) -> QuerySet[Any]:
    """Each row once, however many of its people are meant."""
    meant = held.table._default_manager.filter(condition, **held.only).order_by().values("pk")
    return held.table._default_manager.filter(pk__in=meant).exclude(_untold(held)).order_by("pk")


def _untold(held: Held) -> Q:
    """The events that those who answer requests do not read either: who answered a survey, why something is under a
    legal hold, and who signed in."""
    if held.table is not Event:
        return Q(pk__in=[])
    found = Q(kind__in=NEVER)
    for beginning in (*RESERVED, *SIGNING_IN):
        found |= Q(kind__startswith=beginning)
    return found


def _of_history(asked: InformationRequest) -> Q:
    if asked.person:
        return Q(actor_id=str(asked.person.pk)) | Q(scope=of_person(asked.person))
    return Q(scope=of_school(asked.school)) if asked.school else Q()
