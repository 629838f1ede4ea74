"""Which rows belong to some others: those that point at them, over any number of steps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from .tables import Model, copied_models, table_of

Rows = dict[Model, set[Any]]
Row = tuple[Model, Any]


def reaching(roots: Mapping[Model, Iterable[Any]], *, whole: bool) -> Rows:
    """Return the keys of `roots` and of all rows that point at them, by model. `whole` takes in what only one row may
    point at, such as the letter that a report was sent as."""
    into: dict[Row, list[Row]] = defaultdict(list)
    by_table = {model._meta.db_table: model for model in copied_models()}
    for model in copied_models():
        _read(model, into, by_table, whole)
    waiting: list[Row] = [(model, key) for model, keys in roots.items() for key in keys]
    found = set(waiting)
    while waiting:
        for row in into[waiting.pop()]:
            if row not in found:
                found.add(row)
                waiting.append(row)
    rows: Rows = defaultdict(set)
    for model, key in found:
        rows[model].add(key)
    return dict(rows)


def _read(model: Model, into: dict[Row, list[Row]], by_table: Mapping[str, Model], whole: bool) -> None:
    """Note for each row what it points at."""
    keys = [field for field in model._meta.local_fields if isinstance(field, models.ForeignKey)]
    pointers = table_of(model).pointers
    columns = ["pk", *(field.attname for field in keys), *(column for pair in pointers for column in pair)]
    for key, *values in model._base_manager.values_list(*columns).iterator():
        for field, value in zip(keys, values, strict=False):
            if value is None:
                continue
            target = field.related_model
            into[target, value].append((model, key))
            if whole and field.unique:
                into[model, key].append((target, value))
        texts = values[len(keys) :]
        for table, value in zip(texts[::2], texts[1::2], strict=True):
            if table in by_table:
                pointed = by_table[table]
                into[pointed, pointed._meta.pk.to_python(value)].append((model, key))
