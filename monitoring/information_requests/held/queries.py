"""Queries of what was found for a request."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from sil.accounts.user_roles import UserRoles

from ..models import Collection, InformationRequest, Item
from .permissions import readable_items


@dataclass(frozen=True)
class Found:
    """How many items there are, how many of them a person may not read, and how many of the others are undecided."""

    all: int
    hidden: int
    undecided: int


def last_collection(request: InformationRequest) -> Collection | None:
    """Return the last collection of a request. One query."""
    return Collection.objects.filter(request=request).select_related("asked_by").first()


def items_of(request: InformationRequest) -> QuerySet[Item]:
    """Return what the last finished collection found."""
    return Item.objects.filter(request=request, collection__done_at__isnull=False)


def readable(request: InformationRequest, who: UserRoles) -> QuerySet[Item]:
    """Return those of them that a person may read."""
    return items_of(request).filter(readable_items(who))


def found_for(request: InformationRequest, who: UserRoles) -> Found:
    """Return how many there are. One query."""
    mine = readable_items(who)
    counted = items_of(request).aggregate(
        all=Count("pk"), mine=Count("pk", filter=mine), undecided=Count("pk", filter=mine & Q(decision=""))
    )
    return Found(counted["all"], counted["all"] - counted["mine"], counted["undecided"])


def narrowed(rows: QuerySet[Item], asked: dict[str, Any]) -> QuerySet[Item]:
    """Return the items that the filters of the list ask for."""
    if text := asked.get("search"):
        rows = rows.filter(words__icontains=text)
    if label := asked.get("label"):
        rows = rows.filter(label__icontains=label)
    if how := asked.get("how"):
        rows = rows.filter(how=how)
    decision = asked.get("decision")
    return rows.filter(decision="" if decision == "undecided" else decision) if decision else rows
