"""The receipts of what a school sent, for the page that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    """Return {key of what was sent: its receipt}; nothing for what was sent before receipts were given. Two queries."""
    wanted = {key: f"{PREFIX}{key}:" for key in keys}
    if not wanted:
        return {}
    pattern = f"^({'|'.join(wanted.values())})[0-9]+$"
    rows = Message.objects.filter(kind="receipt", dedupe_key__regex=pattern).order_by("created_at", "pk")
    found: dict[str, tuple[datetime, list[int]]] = {}
    for key, at in rows.values_list("dedupe_key", "created_at"):
        of, _, reader = str(key).removeprefix(PREFIX).rpartition(":")
        found.setdefault(of, (at, []))[1].append(int(reader))
    names = dict(User.objects.filter(pk__in={pk for _, pks in found.values() for pk in pks}).values_list("pk", "name"))
    return {of: ReceiptGiven(at, tuple(sorted(names[pk] for pk in pks))) for of, (at, pks) in found.items()}
