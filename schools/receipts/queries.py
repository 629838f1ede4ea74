"""The receipts of what a school sent, for the page that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import BigIntegerField, F, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast

from sil.accounts.models import User
from sil.outbox.models import Message

# Of the keys of receipts in the outbox: the prefix, what was sent, the reader.
PREFIX = "receipt:"


@dataclass(frozen=True)
class ReceiptGiven:
    """When something was sent, and the names of those who got a receipt."""

    at: datetime
    names: tuple[str, ...]

    @property
    def to(self) -> str:
        """The names in a row."""
        *first, last = self.names
        return f"{', '.join(first)} and {last}" if first else last


def receipts_of(keys: Iterable[str]) -> dict[str, ReceiptGiven]:
    """Return {key of what was sent: its receipt}; nothing for what was sent before receipts were given. One query."""
    wanted = [Q(dedupe_key__startswith=f"{PREFIX}{key}:") for key in keys]
    if not wanted:
        return {}
    last = Func(F("dedupe_key"), Value(":"), Value(-1), function="split_part", output_field=TextField())
    reader = User.objects.filter(pk=OuterRef("reader")).values("name")
    rows = Message.objects.filter(reduce(or_, wanted), kind="receipt").order_by("created_at", "pk")
    rows = rows.annotate(reader=Cast(last, BigIntegerField())).annotate(name=Subquery(reader))
    found: dict[str, tuple[datetime, list[str]]] = {}
    for key, at, name in rows.values_list("dedupe_key", "created_at", "name"):
        of, _, _ = str(key).removeprefix(PREFIX).rpartition(":")
        found.setdefault(of, (at, []))[1].append(name)
    return {of: ReceiptGiven(at, tuple(sorted(names))) for of, (at, names) in found.items()}
