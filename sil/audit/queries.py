"""What the history says of records, for queries of other apps."""

from datetime import date, datetime, timedelta

from django.db.models import CharField, Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from sil import clock

from .models import Event


def last_change(model: type[Model], path: str = "pk") -> Subquery:
    """Return when something last happened to a record, for a queryset in which `path` leads to its key; null where
    nothing did."""
    key = Cast(OuterRef(path), CharField())
    events = Event.objects.filter(subject_table=model._meta.db_table, subject_id=key)
    # The latest by the key would have the database read the history backwards.
    return Subquery(events.order_by().values("subject_table").annotate(last=Max("at")).values("last"))


def done_by(actor: str, kind: str) -> QuerySet[Event]:
    """Return the events of a kind by a person, who is named by their key."""
    return Event.objects.filter(actor_id=actor, kind=kind)


def next_allowed(found: QuerySet[Event], most: int, within: timedelta) -> datetime | None:
    """Return when the next of some events may happen, of which there are `most` within a time; None if that is now."""
    latest = found.filter(at__gt=clock.now() - within).order_by("-at").values_list("at", flat=True)
    # Once this one is too old to count, there is room for another.
    oldest = latest[most - 1 : most].first()
    return oldest + within if oldest else None


def day_of(changed_at: datetime | None) -> date | None:
    """Return the day of a `last_change`."""
    return clock.in_london(changed_at) if changed_at else None
