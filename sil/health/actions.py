"""Note that a process is at work."""

import logging

from django.db import DatabaseError
from django.db.models.functions import Now

from .models import Heartbeat, Process

log = logging.getLogger(__name__)


def note(process: Process) -> None:
    """Write that a process is at work now. Does not fail: a process goes on without its database."""
    try:
        Heartbeat.objects.update_or_create(process=process, defaults={"at": Now()})
    except DatabaseError:
        log.warning("The database does not answer; the %s could not say that it works.", process)
