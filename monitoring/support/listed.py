"""Keep a record of a directory: what was typed is stored, and the history has what was there before."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model

from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied

M = TypeVar("M", bound=Model)


def stored(record: M, typed: Mapping[str, Any], kind: str, *, by: User, named: Mapping[str, str], scope: str = "") -> M:
    """Store what was typed in a record, new or locked, with its event. Raises Denied("no_change")."""
    before = {name: getattr(record, name) for name in typed} if record.pk else {}
    if before and before == dict(typed):
        raise Denied("no_change", "Change something first. Nothing has been saved.")
    new = not before
    for name, value in typed.items():
        setattr(record, name, value)
    if new:
        record.save()
        events.record(kind, subject=record, by=by, scope=scope, reason="", status=None, **named)
        return record
    changed = [name for name in typed if before[name] != typed[name]]
    events.record(
        kind,
        subject=record,
        by=by,
        scope=scope,
        reason="",
        status=None,
        old={name: _plain(before[name]) for name in changed},
        new={name: _plain(typed[name]) for name in changed},
        **named,
    )
    record.save()
    return record


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value) if value is not None else ""
