"""How is a worker told that there is work? Softly: the row in the database is the record.

A broker that is down or empty loses nothing, since beat sweeps what is due every minute.
"""

import logging
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
# One attempt: nought would mean for ever to the library.
_AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def poke(task: Any, *args: Any) -> None:
    """Ask for a task to run soon; never fails for want of a broker."""
    try:
        task.apply_async(args=args, retry_policy=_AT_ONCE)
    except OperationalError:
        log.warning("The broker does not answer; the work is picked up by the next sweep.")
