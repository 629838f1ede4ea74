"""What the history says of records, for queries of other apps."""

from datetime import date, datetime

from django.db.models import CharField, Max, Model, OuterRef, Subquery
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


def nth_latest(actor: str, kind: str, number: int, *, since: datetime) -> datetime | None:
    """Return when the `number`-th latest event of a kind by a person (their key) happened; None where there are fewer
    after `since`."""
    found = Event.objects.filter(actor_id=actor, kind=kind, at__gt=since).order_by("-at")
    return found.values_list("at", flat=True)[number - 1 : number].first()


def day_of(changed_at: datetime | None) -> date | None:
    """Return the day of a `last_change`."""
    return clock.in_london(changed_at) if changed_at else None
