"""An act does what its page showed: nobody changed the record between the page and the press of its button.

A page carries a snapshot of the database, taken before it read anything (`sil.web.shown`). When an action records its
event, under the lock it holds, every event of the same record that the snapshot does not hold was written later: then
nothing happens, and the page comes back with what changed. Outside a page (a task, a command) there is nothing to
compare, and nothing is refused.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, models
from django.db.models import Func, QuerySet

from sil.workflow import Denied

from .kinds import APART, part_of
from .models import Event

_LATER = """
SELECT pg_current_xact_id()::text, ARRAY(
    SELECT id FROM audit_event
    WHERE subject_table = %s AND subject_id = %s AND transaction_id <> pg_current_xact_id()
      AND NOT pg_visible_in_snapshot(transaction_id, %s::pg_snapshot)
      AND NOT transaction_id::text = ANY(%s)
    ORDER BY id
)
"""


class Snapshot(Func):
    """What the database holds at this moment, as text."""

    template = "pg_current_snapshot()::text"
    output_field = models.TextField()


@dataclass
class Page:
    """The page on which a person pressed a button. `snapshot` returns None where the post brought none of ours; `says`
    puts later events into the sentence that the person reads, `unknown` is the sentence where there is no snapshot."""

    snapshot: Callable[[], str | None]
    says: Callable[[Sequence[Event]], str]
    unknown: str
    # The transactions of this very request.
    own: set[str] = field(default_factory=set)


_page: ContextVar[Page | None] = ContextVar("the page of this request", default=None)


@contextmanager
def on_page(page: Page) -> Iterator[None]:
    """Compare what is done within the block with what a page showed."""
    token = _page.set(page)
    try:
        yield
    finally:
        _page.reset(token)


def require_as_shown(subject: models.Model, part: str = "") -> None:
    """Raises Denied("changed") where somebody changed `part` of a record (blank: the record itself) after the page was
    shown on which the person acts. The caller holds the lock of the record."""
    page = _page.get()
    if page is None or part == APART:
        return
    snapshot = page.snapshot()
    if snapshot is None:
        raise Denied("changed", page.unknown)
    if later := [event for event in _later(page, snapshot, subject) if part_of(event.kind) == part]:
        raise Denied("changed", page.says(later))


def _later(page: Page, snapshot: str, subject: models.Model) -> QuerySet[Event]:
    with connection.cursor() as cursor:
        table, key = subject._meta.db_table, str(subject.pk)
        cursor.execute(_LATER, [table, key, snapshot, sorted(page.own)])
        own, found = cursor.fetchone()
    page.own.add(own)
    return Event.objects.filter(pk__in=found).order_by("pk")
