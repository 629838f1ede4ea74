"""No list reads more as history grows: what the database reads for a page of each, after years of closed records."""

import inspect
import sys
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, get_resolver, reverse

from monitoring.oversight.audit.views import DAYS
from monitoring.visits.models import Visit
from sil.audit.models import Event
from sil.clock import LONDON
from sil.outbox.models import Message
from sil.seeding.copy import Copies, copy, set_sequences, strides, unguarded
from sil.seeding.reach import reaching
from sil.web.lists import paging
from tests.conftest import TODAY
from tests.world import World

from .. import databases

COPIES = 2000
# A list is counted up to a limit, and of its open records there are some dozens in the world; more is history.
MOST = paging.MOST_COUNTED + 200
READERS = ("officer", "admin")


def test_no_list_reads_what_is_long_past(inhabited: tuple[str, World], django_db_blocker: Any) -> None:
    source, world = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        _age()
        # The history of changes opens with so many days, and reads no others.
        first = datetime.combine(TODAY - DAYS, time(), LONDON)
        most = max(MOST, Event.objects.filter(at__gte=first).count())
        asked: dict[str, str] = {}
        for who in READERS:
            client = Client()
            client.force_login(world.people[who])
            for address in _addresses(client):
                asked.update(dict.fromkeys(_queries(client, address), address))
        assert len(set(asked.values())) > 15, "every list is opened, and sorted by its days"
        assert {address: (found, sql) for sql, address in asked.items() if (found := _read(sql)) > most} == {}


def _age() -> None:
    """Many more visits that were reported on long ago, with their letters and events, and messages that were sent."""
    held = Visit.objects.filter(report__versions__isnull=False).earliest("pk")
    rows = reaching({Visit: [held.pk]}, whole=True)
    rows[Message] = {Message.objects.earliest("created_at").pk}
    with transaction.atomic(), unguarded():
        copy(Copies(first=1, last=COPIES, rows=rows, days=1), strides())
        set_sequences()
    databases.tidy()


def _addresses(client: Client) -> Iterator[str]:
    """Each list that a person may open, as it opens and by the day that something is due, both ways."""
    for route in _routes():
        answer = client.get(route)
        listing = (answer.context or {}).get("listing") if answer.status_code == 200 else None
        if listing is not None:
            yield route
            if any("sort=due" in head.href or "sort=-due" in head.href for head in listing.heads):
                yield from (f"{route}?sort=due", f"{route}?sort=-due")


def _routes() -> Iterator[str]:
    for name in filter(lambda key: isinstance(key, str), get_resolver().reverse_dict):
        for kwargs in ({}, {"year": 2026}):
            try:
                address = reverse(name, kwargs=kwargs)
            except NoReverseMatch:
                continue
            view = get_resolver().resolve(address).func
            if "Listing(" in inspect.getsource(sys.modules[view.__module__]):
                yield address


def _queries(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    # Early signs of all schools are found in what is still open, however old, and kept for a moment (docs/adr/0115).
    found = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    return [sql for sql in found if not sql.startswith("SELECT sign_urn")]


def _read(sql: str) -> int:
    """The most rows that one part of a plan reads of a table."""
    with connection.cursor() as cursor, transaction.atomic():
        # The tables of a test are so small that reading them whole is cheap.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}".replace("%", "%%"))
        return max(_scans(cursor.fetchone()[0][0]["Plan"]), default=0)


def _scans(node: dict[str, Any]) -> Iterator[int]:
    if "Relation Name" in node:
        removed = sum(number for name, number in node.items() if name.startswith("Rows Removed by"))
        yield int((node["Actual Rows"] + removed) * node["Actual Loops"])
    for part in node.get("Plans", ()):
        yield from _scans(part)
