"""How an audit event is recorded and put into words.

Recording a kind that nobody declared is a programming error and fails at once.
"""

from typing import Any, Protocol

from django.db import models
from django.db.models import QuerySet

from sil import clock

from .kinds import APART, KINDS, Kind, kinds
from .models import Event
from .shown import require_as_shown

__all__ = ["APART", "KINDS", "Kind", "history", "kinds", "record", "sentence", "timeline"]
SYSTEM = "The system"


class Actor(Protocol):
    """The person who acts: anything with a primary key and a name."""

    @property
    def pk(self) -> object: ...
    @property
    def name(self) -> str: ...


def record(
    kind: str,
    *,
    subject: models.Model,
    by: Actor | None,
    scope: str = "",
    reason: str = "",
    status: tuple[str, str] | None = None,
    **data: object,
) -> Event:
    """Write one event; `by=None` means that the product acted automatically.

    `status` is the (old, new) pair that lets a guarded table take the change; other old and
    new values go into `data`, which must be JSON. Raises KeyError for an undeclared kind, and
    Denied("changed") where somebody changed the subject after the page was shown on which the person acts.
    """
    declared = KINDS[kind]
    require_as_shown(subject, declared.part)
    return Event.objects.create(
        at=clock.now(),
        kind=declared.slug,
        subject_table=subject._meta.db_table,
        subject_id=str(subject.pk),
        scope=scope,
        actor_id=str(by.pk) if by else "",
        actor_name=by.name if by else SYSTEM,
        reason=reason,
        data={**data, "status": list(status)} if status else data,
    )


def sentence(event: Event) -> str:
    """Return an event in words; of a kind that is no longer declared, its slug."""
    if event.kind not in KINDS:
        return event.kind
    return KINDS[event.kind].sentence.format_map(_Blank(event.data))


def timeline(scope: str) -> QuerySet[Event]:
    """Return the events of a scope ("school:123456"), the newest first."""
    return Event.objects.filter(scope=scope).order_by("-at", "-pk")


def history(subject: models.Model) -> QuerySet[Event]:
    """Return the events of a record, the newest first."""
    found = Event.objects.filter(subject_table=subject._meta.db_table, subject_id=str(subject.pk))
    return found.order_by("-at", "-pk")


class _Blank(dict[str, Any]):
    """Values for a sentence; older events may lack one that today's sentence names."""

    def __missing__(self, key: str) -> str:
        return "(not recorded)"
