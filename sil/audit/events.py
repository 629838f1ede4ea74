"""Which events exist, how is one recorded, and how does it read?

A domain declares its kinds in AppConfig.ready(); recording an undeclared kind is a
programming error and fails at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import QuerySet

from sil import clock

from .models import Event

SYSTEM = "The system"


class Actor(Protocol):
    """Whoever acts: anything with a primary key and a name."""

    pk: Any
    name: Any


@dataclass(frozen=True)
class Kind:
    """A kind of event: its slug, and its sentence with places for values of `data`."""

    slug: str
    sentence: str


_kinds: dict[str, Kind] = {}


def declare(kinds: Mapping[str, str]) -> None:
    """Make kinds of event known: slug -> sentence, such as "Band {band} proposed"."""
    for slug, sentence in kinds.items():
        _kinds[slug] = Kind(slug, sentence)


def kinds() -> Mapping[str, Kind]:
    """Every declared kind by slug."""
    return _kinds


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
    """Write one event; `by=None` means that the product acted by itself.

    `status` is the (old, new) pair that lets a guarded table take the change; other old and
    new values go into `data`, which must be JSON. Raises KeyError for an undeclared kind.
    """
    declared = _kinds[kind]
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
    """An event in words. A kind that no code declares any more still reads as its slug."""
    declared = _kinds.get(event.kind)
    if declared is None:
        return event.kind
    return declared.sentence.format_map(_Blank(event.data))


def timeline(scope: str) -> QuerySet[Event]:
    """The events of a scope, the newest first."""
    return Event.objects.filter(scope=scope).order_by("-at", "-pk")


class _Blank(dict[str, Any]):
    """Older events may lack a value that today's sentence names."""

    def __missing__(self, key: str) -> str:
        return "(not recorded)"
