"""Tell a worker that there is work, after the transaction, and keep a second one from it. The row in the database is
the record.

A broker that is down or empty loses nothing, since beat sweeps what is due every minute. A task is named and not
imported, so that an action and the task that continues it do not import each other.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from celery import current_app
from django.db import connection, transaction

log = logging.getLogger(__name__)
# One attempt: to the library, zero would mean without end.
_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
# For so long a broker that failed is not asked again, so that no act waits for it once for each of its letters.
_REST_SECONDS = 5.0
_not_before = 0.0


def enqueue(task: str, *args: object) -> None:
    """Run a task ("sil.outbox.tasks.send_due") soon after the current transaction commits, or at once outside of one.

    Does not fail if there is no broker: the next sweep does the work then.
    """
    transaction.on_commit(partial(_send, task, args))


@contextmanager
def alone(number: int) -> Iterator[bool]:
    """Say whether nobody else is at the work of a number, which nothing else uses, and keep others from it until the
    end. It is a lock of the database's session, so that the work may commit step by step; it ends with the process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_alone: bool = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _send(task: str, args: tuple[object, ...]) -> None:
    global _not_before
    if time.monotonic() < _not_before:
        return
    try:
        current_app.send_task(task, args=args, retry_policy=_AT_ONCE)
    except Exception as error:  # of whichever library speaks to the broker: no request fails by it
        _not_before = time.monotonic() + _REST_SECONDS
        log.warning("The broker does not answer (%s); the work is picked up by the next sweep.", type(error).__name__)
