"""The worker's side of a collection: table by table, each in a transaction of its own, so that the next run goes on
where the last one stopped."""

import logging
from collections.abc import Iterator
from time import monotonic

from django.db import transaction

from sil import clock
from sil.audit import events
from sil.outbox.queue import alone

from ..events import SCOPE
from ..models import Collection, Item
from ..states import How
from .concern import CONCERN
from .reading import read
from .records import RECORDS
from .rows import by_name, by_record
from .tables import Held

log = logging.getLogger(__name__)
# So many seconds one run takes at most; beat starts the next within a minute.
LONGEST = 45
# Any number that nothing else uses.
_LOCK = 7_325_117_170
HELD = (*RECORDS, *CONCERN)


def carry_on() -> None:
    """Take the collections that are under way as far as one run allows. Another worker that is at it stops this one."""
    with alone(_LOCK) as is_alone:
        if not is_alone:
            return
        until = monotonic() + LONGEST
        for collection in Collection.objects.filter(done_at__isnull=True, failed=False):
            while monotonic() < until and _step(collection):
                pass


def _step(collection: Collection) -> bool:
    """Collect from the next table, or finish. Returns False once there is no more to do. What breaks is logged and the
    collection given up: nobody may take a part for everything that is held."""
    try:
        with transaction.atomic():
            collection.refresh_from_db()
            if collection.is_over:
                return False
            if collection.tables_done >= len(HELD):
                _finish(collection)
                return False
            _collect(collection, HELD[collection.tables_done])
            collection.tables_done += 1
            collection.save(update_fields=["tables_done"])
    except Exception:
        log.exception("Collection %s broke at table %s", collection.pk, collection.tables_done)
        Collection.objects.filter(pk=collection.pk).update(failed=True)
        return False
    return True


def _collect(collection: Collection, held: Held) -> None:
    Item.objects.bulk_create(_items(collection, held), batch_size=500)


def _items(collection: Collection, held: Held) -> Iterator[Item]:
    asked = collection.request
    for how, rows in ((How.RECORD, by_record(held, asked)), (How.NAME, by_name(held, asked))):
        if rows is not None:
            for row in rows.iterator(chunk_size=500):
                yield Item(request=asked, collection=collection, how=how, **read(held, row, asked))


def _finish(collection: Collection) -> None:
    """What was decided of the same words before is kept; what an earlier collection found goes."""
    asked = collection.request
    earlier = Item.objects.filter(request=asked).exclude(collection=collection)
    decided = {(each.table, each.key, each.words): each for each in earlier.exclude(decision="")}
    found = Item.objects.filter(collection=collection)
    number = found.count()
    events.record("information_request.collected", subject=asked, by=None, scope=SCOPE, number=asked.pk, records=number)
    for item in found.iterator(chunk_size=500) if decided else ():
        if before := decided.get((item.table, item.key, item.words)):
            for name in ("decision", "exemption", "note", "passages", "decided_by_id", "decided_on"):
                setattr(item, name, getattr(before, name))
            item.save()
    earlier.delete()
    collection.done_at = clock.now()
    collection.save(update_fields=["done_at"])
