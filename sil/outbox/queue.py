"""Tell a worker that there is work, after the transaction. The row in the database is the record.

A broker that is down or empty loses nothing, since beat sweeps what is due every minute. A task is named and not
imported, so that an action and the task that continues it do not import each other.
"""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
# One attempt: to the library, zero would mean without end.
_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def enqueue(task: str, *args: object) -> None:
    """Run a task ("sil.outbox.tasks.send_due") soon after the current transaction commits, or at once outside of one.

    Does not fail if there is no broker: the next sweep does the work then.
    """
    transaction.on_commit(partial(_send, task, args))


def _send(task: str, args: tuple[object, ...]) -> None:
    try:
        current_app.send_task(task, args=args, retry_policy=_AT_ONCE)
    except OperationalError:
        log.warning("The broker does not answer; the work is picked up by the next sweep.")
