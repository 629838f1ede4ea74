"""The worker's side of a disposal: gather what is due, dispose of it record by record, write the certificate.

Each record goes in a transaction of its own, so that nothing is ever half gone, and the next run goes on where the last
one stopped.
"""

import logging
from itertools import islice
from time import monotonic

from django.db import DatabaseError, IntegrityError, connection, transaction

from sil import clock
from sil.framework.privacy.retention import RecordKind, Retention
from sil.framework.queries import framework_on
from sil.outbox.queue import alone

from ..due.queries import due, is_due
from ..models import Disposal, DisposalRecord, Outcome
from ..states import DisposalState, Obstacle
from .accounts import remove_name
from .actions import move_on
from .certificate import certify
from .queries import progress

log = logging.getLogger(__name__)
# So many seconds one run takes at most; beat starts the next within a minute.
LONGEST = 45
# Any number that nothing else uses.
_LOCK = 7_325_117_169


def carry_on() -> None:
    """Take the disposal that is under way as far as one run allows. Another worker that is at it stops this one."""
    with alone(_LOCK) as is_alone:
        if not is_alone:
            return
        for disposal in Disposal.objects.filter(status__in=[DisposalState.GATHERING, DisposalState.APPROVED]):
            if disposal.status == DisposalState.GATHERING:
                gather(disposal)
            else:
                dispose(disposal)


@transaction.atomic
def gather(disposal: Disposal) -> None:
    """List what is due with what keeps it, whole or not at all."""
    disposal = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if disposal.status != DisposalState.GATHERING:
        return
    for kind, period in _periods(disposal).items():
        rows = due(kind, period.cutoff(disposal.due_on))
        while some := list(islice(rows, 2000)):
            DisposalRecord.objects.bulk_create(
                DisposalRecord(disposal=disposal, kind=kind, **row._asdict()) for row in some
            )
    # What is kept may be what another record rests on: until nothing more is found.
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_OBSTACLES, [disposal.pk])
            if not cursor.rowcount:
                break
    going = progress(disposal)[1]
    move_on(disposal, "propose", going=going, kept=disposal.records.count() - going)


_OBSTACLES = """
    UPDATE retention_disposalrecord r SET obstacle = o.obstacle, because = o.because
    FROM (
        SELECT l.id, f.obstacle, f.because FROM retention_disposalrecord l, LATERAL retention_obstacle(l.id) f
        WHERE l.disposal_id = %s AND l.obstacle = ''
    ) o
    WHERE o.id = r.id AND o.obstacle <> ''
"""


def dispose(disposal: Disposal) -> None:
    """Dispose of the records that have no outcome yet, the latest first, since later ones rest on earlier ones. What
    something else rests on is tried again after the others; what then cannot go stays, and its outcome says so."""
    stops = monotonic() + LONGEST
    while True:
        waits = disposal.records.filter(obstacle=Obstacle.NONE, outcome__isnull=True).order_by("-pk")
        tried = gone = 0
        for record in waits.iterator(chunk_size=500):
            if monotonic() > stops:
                return
            tried += 1
            gone += _dispose_of(disposal, record, is_last=False)
        if not tried:
            break
        if not gone:
            for record in waits.iterator(chunk_size=500):
                _dispose_of(disposal, record, is_last=True)
    with transaction.atomic():
        disposal = Disposal.objects.select_for_update().get(pk=disposal.pk)
        if disposal.status == DisposalState.APPROVED:
            disposal.done_at = clock.now()
            certificate = certify(disposal)
            done = certificate.content["records"]
            move_on(disposal, "finish", records=done, rows=certificate.rows)


def _dispose_of(disposal: Disposal, record: DisposalRecord, *, is_last: bool) -> bool:
    """Dispose of one record; whether it has an outcome now. Where it cannot go, that is its outcome if it `is_last`."""
    try:
        with transaction.atomic():
            obstacle, rows = _attempt(disposal, record)
            if obstacle == Obstacle.RESTS and not is_last:
                return False
            Outcome.objects.create(record=record, obstacle=obstacle, rows=rows, at=clock.now())
            return True
    except (IntegrityError, DatabaseError) as error:
        if not is_last:
            return False
        log.warning("Record %s of disposal %s stays: %s", record.pk, disposal.pk, type(error).__name__)
        Outcome.objects.create(record=record, obstacle=Obstacle.RESTS, at=clock.now())
        return True


def _attempt(disposal: Disposal, record: DisposalRecord) -> tuple[Obstacle, int]:
    kind = RecordKind(record.kind)
    period = _periods(disposal).get(kind)
    # A case may have been opened again, and the file may have another period by now.
    if period is None or not is_due(kind, record.source, record.key, period.cutoff(disposal.due_on)):
        return Obstacle.GONE, 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT obstacle FROM retention_obstacle(%s)", [record.pk])
        (found,) = cursor.fetchone()
        if found:
            return Obstacle(found), 0
        if kind is RecordKind.ACCOUNTS:
            return Obstacle.NONE, remove_name(record.key)
        cursor.execute("SELECT retention_dispose(%s)", [record.pk])
        return Obstacle.NONE, cursor.fetchone()[0]


def _periods(disposal: Disposal) -> dict[RecordKind, Retention]:
    """The periods in force on the day of the list, and today where they differ: the longer one counts."""
    found: dict[RecordKind, Retention] = {}
    for on in (disposal.due_on, clock.today()):
        framework = framework_on(on)
        now = {each.kind: each for each in framework.privacy.retention} if framework else {}
        if not found:
            found = now
            continue
        found = {
            kind: min(period, now[kind], key=lambda each: each.cutoff(disposal.due_on))
            for kind, period in found.items()
            if kind in now
        }
    return found
