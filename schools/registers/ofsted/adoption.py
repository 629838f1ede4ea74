"""Give an inspection that is on record already, by hand or from a letter, the number of Ofsted's file.

Such a record has no number of Ofsted's. It takes the number, and with it what the file says, apart
from what a person corrected; a second record of the same inspection never comes to be.
"""

# Names of tables and columns come from the models, values only ever as parameters.
# ruff: noqa: S608

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from sil.audit import events
from sil.clock import in_words

from ...models import Inspection
from ...queries import scope
from ..table.register import Change, Outcome, Stamp

_INSPECTION = Inspection._meta.db_table
# What people read of an inspection.
_TOLD = (
    "school_id",
    "event_number",
    "kind",
    "type_name",
    "starts_on",
    "ends_on",
    "published_on",
    "overall",
    "category",
    "lifts_category",
    "outcome",
    "judgements",
)


@dataclass(frozen=True)
class Adopted:
    """What was on record of each inspection before it took the number: key -> column -> value."""

    before: Mapping[int, Mapping[str, Any]]


def adopt(cursor: CursorWrapper, values: Mapping[str, Any]) -> Adopted:
    """Give each staged inspection's number to the record of it that has none, and note the file as its
    source (`values`). The same school or the one it was on the day, the same kind and first day; where
    two fit, neither is taken."""
    cursor.execute(
        f"""
        SELECT min(o.id), n.event_number
        FROM pg_temp.register_stage n
        JOIN {_INSPECTION} o ON o.school_id IN (n.school_id, n.urn_at_time)
            AND o.starts_on = n.starts_on AND o.kind = n.kind
            AND o.event_number IS NULL AND o.withdrawn_on IS NULL
        WHERE NOT EXISTS (SELECT FROM {_INSPECTION} i WHERE i.event_number = n.event_number)
        GROUP BY n.event_number
        HAVING count(*) = 1
        """
    )
    numbers: dict[int, list[str]] = {}
    for key, number in cursor.fetchall():
        numbers.setdefault(key, []).append(number)
    only = {key: several[0] for key, several in numbers.items() if len(several) == 1}
    before = {each["pk"]: each for each in Inspection.objects.filter(pk__in=only).values("pk", *_TOLD)} if only else {}
    for key, number in only.items():
        Inspection.objects.filter(pk=key).update(event_number=number, **values)
    return Adopted(before)


def record(adopted: Adopted, stamp: Stamp) -> Outcome:
    """Write an event on each adopted inspection with what the file changed. Returns what `compare` did not see:
    where the file says just what was on record, only the number is new."""
    if not adopted.before:
        return Outcome()
    missed = []
    for inspection in Inspection.objects.filter(pk__in=adopted.before).select_related("school"):
        before = adopted.before[inspection.pk]
        new = {name: value for name in _TOLD if (value := getattr(inspection, name)) != before[name]}
        events.record(
            "inspection.adopted",
            subject=inspection,
            by=stamp.by,
            scope=scope(inspection.school),
            starts_on=in_words(inspection.starts_on),
            old={name: _plain(before[name]) for name in new},
            new={name: _plain(value) for name, value in new.items()},
        )
        if list(new) == ["event_number"]:
            number = str(inspection.event_number)
            missed.append(Change(number, inspection.school.name, False, {"event_number": (None, number)}))
    return Outcome(changed=len(missed), unchanged=-len(missed), sample=tuple(missed))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
