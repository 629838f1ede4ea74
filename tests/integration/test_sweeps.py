"""What beat sweeps reads no more with years of records behind it, and asks no more of an authority that is larger."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from allocations.models import Allocation, Round
from allocations.states import ENDED, IN_DISPUTE
from monitoring.demo import many
from monitoring.plans.models import PartnershipPlan
from monitoring.plans.states import PlanState as PartnershipState
from monitoring.visits.models import Visit
from monitoring.visits.states import VisitState
from schools.models import School
from sil import clock
from sil.celery import app
from sil.deadlines.models import Deadline
from sil.letters.models import Letter
from sil.letters.models import Status as LetterStatus
from sil.outbox.models import Message, Status
from sil.seeding.copy import Copies, copy, set_sequences, strides, unguarded
from sil.seeding.reach import Rows, reaching
from tests.conftest import TODAY
from tests.world import World

from .. import databases

YEARS = 30
# A Friday at noon: reminders go by day, and the list of late reports on a Monday.
NOON = datetime.combine(TODAY, time(12), clock.LONDON)
app.loader.import_default_modules()
# Once an hour and once a night: what is sealed is found by comparing it with everything (ADR 151).
READ_EVERYTHING = {"sil.seals.tasks.seal_history", "sil.seals.tasks.verify_history"}
TASKS = sorted({entry["task"] for entry in app.conf.beat_schedule.values()} - READ_EVERYTHING)


@pytest.fixture
def seeded(inhabited: tuple[str, World], django_db_blocker: Any, settings: Any) -> Iterator[World]:
    source, world = inhabited
    settings.OUTBOX_KEEPS_MAIL = True
    with django_db_blocker.unblock(), databases.own(source), clock.at(NOON):
        yield world


def test_a_sweep_with_nothing_to_do_costs_the_same_with_years_behind_it_and_in_a_larger_authority(
    seeded: World,
) -> None:
    _do_what_is_due()
    databases.tidy()
    rows, queries = _measured()
    before = {model: model._base_manager.count() for model in (Visit, Allocation, School)}
    _grow_older()
    assert Visit.objects.count() > before[Visit] + YEARS and Allocation.objects.count() > before[Allocation] + YEARS
    databases.tidy()
    older, _ = _measured()
    grown = {
        (task, table): (rows[task].get(table, 0), n)
        for task, read in older.items()
        for table, n in read.items()
        if n > rows[task].get(table, 0) + YEARS // 2
    }
    assert grown == {}, "rows read before and after years of finished work"
    with transaction.atomic(), unguarded():
        many.further(before[School] * 3, before[School])
        set_sequences()
    assert Allocation.objects.filter(status__in=IN_DISPUTE).count() > 2
    _do_what_is_due()
    assert _measured()[1] == queries, "queries, with three times as many schools"


def _measured() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Rows that each task reads where any index may serve, and how many queries it asks, each with nothing to do."""
    rows, queries = {}, {}
    for name in TASKS:
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            with connection.cursor() as cursor:
                # Tables of a test are so small that reading one whole to join it may be guessed cheaper.
                for way in ("seqscan", "hashjoin", "mergejoin"):
                    cursor.execute(f"SET LOCAL enable_{way} = off")
            before = _rows_read()
            app.tasks[name]()
            after = _rows_read()
        rows[name] = {table: n for table in after if (n := after[table] - before.get(table, 0))}
        queries[name] = len(asked)
    return rows, queries


def _rows_read() -> dict[str, int]:
    """How many rows of each table this connection has read lately, whole tables and by index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def _do_what_is_due() -> None:
    for _ in range(2):
        for name in TASKS:
            app.tasks[name]()


def _grow_older() -> None:
    """Years of finished work: visits with their reports and letters, rounds with what was settled, and messages."""
    run_here = Allocation.objects.filter(brought_in=None)
    finished = {
        Visit: set(Visit.objects.values_list("pk", flat=True)),
        Allocation: set(run_here.values_list("pk", flat=True)),
    }
    for model, keys in finished.items():
        for key in sorted(keys):
            if not _is_finished(reaching({model: [key]}, whole=True)):
                keys.discard(key)
    rows = reaching(finished, whole=True)
    rows[Round] = set(Allocation.objects.filter(pk__in=finished[Allocation]).values_list("round", flat=True))
    rows[Message] = set(Message.objects.filter(status=Status.SENT).values_list("pk", flat=True))
    with transaction.atomic(), unguarded():
        # A year that was not run here stands where a copy would.
        Allocation.objects.filter(brought_in__isnull=False).delete()
        Round.objects.filter(is_brought_in=True).delete()
        copy(Copies(first=1, last=YEARS, rows=rows, days=364), strides())
        set_sequences()


def _is_finished(rows: Rows) -> bool:
    """Whether nothing of some rows waits for anybody."""
    waits = (
        Deadline.objects.running(),
        Letter.objects.filter(status=LetterStatus.SIGNED),
        Visit.objects.filter(status=VisitState.PLANNED),
        Allocation.objects.exclude(status__in=ENDED),
        PartnershipPlan.objects.exclude(status=PartnershipState.ENDED),
    )
    return not any(found.filter(pk__in=rows.get(found.model, ())).exists() for found in waits)
