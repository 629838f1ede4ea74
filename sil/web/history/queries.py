"""What somebody reads of the history of one record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event

from ..timeline import reserved
from .kinds import HISTORIES, HistoryKind

# What a record belongs to that has no name of its own, up to the school.
_PARENTS = ("school", "case", "allocation", "notice", "plan", "team", "visit")


def kind_of(record: Model) -> HistoryKind | None:
    """Return the kind of history that a record has, or None."""
    return next((kind for kind in HISTORIES if kind.model is type(record)), None)


def record_for(kind: HistoryKind, key: str, who: UserRoles) -> Any:
    """Return the record with a key that a person may open, or None."""
    try:
        wanted = kind.model._meta.pk.to_python(key)
    except ValidationError:
        return None
    found = kind.rows(who).filter(pk=wanted).first()
    return found if found is not None and kind.opens(found, who) else None


def about(record: Any) -> str:
    """Return what a record is called, or the name of the school that it is about; blank where it says neither. Two
    queries at most."""
    for name in ("title", "name"):
        if words := getattr(record, name, ""):
            return str(words)
    belongs_to = next((found for name in _PARENTS if (found := getattr(record, name, None)) is not None), None)
    return about(belongs_to) if belongs_to is not None else ""


def readable(kind: HistoryKind, record: Any, who: UserRoles, *, whole: bool) -> QuerySet[Event]:
    """Return the events of a record that a person reads: all of them, or those that they are told of."""
    about = Q(subject_table=kind.model._meta.db_table, subject_id=str(record.pk))
    if kind.within is not None:
        about &= kind.within(record, who)
    if kind.parts is not None:
        about |= kind.parts(record)
    found = Event.objects.filter(about).exclude(reserved(who)).exclude(kind__in=kind.never)
    return found if whole else found.filter(kind__in=kind.told)


def people_in(found: QuerySet[Event]) -> list[tuple[str, str]]:
    """Return who acted in some events, as choices: (name, name). One query."""
    names = found.order_by("actor_name").values_list("actor_name", flat=True).distinct()
    return [(name, name) for name in names]


def kinds_in(found: QuerySet[Event]) -> list[str]:
    """Return the kinds of some events. One query."""
    return list(found.order_by("kind").values_list("kind", flat=True).distinct())
