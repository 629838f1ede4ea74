"""Check and read the files that are due, in a worker.

A lease says who has a file in hand, and the lock of its row says that they live: both go when a
worker dies, the lock at once and the lease in time. What is read and that it was read are one
transaction, so a file is never read in twice or half.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from sil import clock
from sil.workflow import Denied

from ...models import RegisterFile
from ..run import actions
from ..table.archive import FileRefused
from . import actions as files
from . import progress
from . import storage as keeping

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
# How long a file rests after it broke the reading.
REST = timedelta(seconds=30)
ATTEMPTS = 3
OUR_FAULT = (
    "The service failed three times while it worked on this file. Nothing was changed. The fault is in the service"
    ", not in the file. Please tell the people who run the service: the details are in its log."
)


def work_on_next() -> bool:
    """Check or read in the file that has waited longest. Returns False where none is due."""
    file = claim()
    if file is None:
        return False
    try:
        with transaction.atomic():
            if held := _still_mine(file):
                _work(held)
    except Exception:
        log.exception("Register file %s broke its reading, attempt %s", file.pk, file.attempts)
        _rest(file)
    return True


def claim() -> RegisterFile | None:
    """Take a lease on a file that is due and that nobody else holds; None where there is none."""
    with transaction.atomic():
        now = clock.now()
        free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
        due = RegisterFile.objects.filter(free, status__in=RegisterFile.DUE).order_by("sent_in_at", "pk")
        file = due.select_for_update(skip_locked=True).first()
        if file is None:
            return None
        RegisterFile.objects.filter(pk=file.pk).update(taken_until=now + LEASE, attempts=F("attempts") + 1)
        file.refresh_from_db()
    return file


def _still_mine(file: RegisterFile) -> RegisterFile | None:
    """The file with its row held, unless a person or another worker was quicker."""
    mine = RegisterFile.objects.filter(pk=file.pk, status=file.status, attempts=file.attempts)
    return mine.select_for_update(skip_locked=True).first()


def _work(file: RegisterFile) -> None:
    if file.attempts > ATTEMPTS:  # the worker died each time and could not say so itself
        log.error("Register file %s was given up after %s attempts", file.pk, ATTEMPTS)
        files.note_refusal(file, OUR_FAULT)
        return
    is_check = file.status == RegisterFile.Status.WAITING
    try:
        with keeping.restored(file) as path:
            report = actions.import_file(
                file.register,
                path,
                by=file.sent_in_by if is_check else file.confirmed_by,
                authority=file.authority,
                dry_run=is_check,
                file_name=file.file_name,
                progress=progress.reporter(file),
                year=file.year,
            )
    except (FileRefused, Denied) as refused:
        files.note_refusal(file, refused.sentence)
    else:
        note = files.note_check if is_check else files.note_reading
        note(file, report)


def _rest(file: RegisterFile) -> None:
    """Leave a file that broke its reading to a later attempt, or give it up."""
    with transaction.atomic():
        held = _still_mine(file)
        if held and held.attempts >= ATTEMPTS:
            files.note_refusal(held, OUR_FAULT)
        elif held:
            RegisterFile.objects.filter(pk=held.pk).update(taken_until=clock.now() + REST)
