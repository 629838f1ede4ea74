"""What works and what does not, for the page that monitoring asks."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db.models import ExpressionWrapper, F, fields
from django.db.models.functions import Now

from .models import Heartbeat, Process

log = logging.getLogger(__name__)

# Beat writes with each sweep, a worker does so as a task, behind what else waits for it.
LATE = timedelta(seconds=10 * settings.SWEEP_SECONDS)
# The broker is asked once in so many seconds, however often somebody asks this process.
_ASK_SECONDS = 5.0
_asked: dict[str, tuple[float, bool]] = {}


@dataclass(frozen=True)
class Part:
    """A process beside the web server, and in words what is known of it."""

    name: str
    works: bool
    said: str


def parts() -> list[Part]:
    """Return the broker, and what beat and the worker wrote. One query."""
    age = ExpressionWrapper(Now() - F("at"), output_field=fields.DurationField())
    seen: dict[str, timedelta] = dict(Heartbeat.objects.annotate(age=age).values_list("process", "age"))
    answers = broker_answers()
    found = [Part("broker", answers, "answers" if answers else "does not answer")]
    for process in Process.values:
        ago = seen.get(process)
        said = "was never seen" if ago is None else f"was seen {int(ago.total_seconds())} seconds ago"
        found.append(Part(process, ago is not None and ago <= LATE, said))
    return found


def broker_answers() -> bool:
    """Return whether the broker answered within the last seconds."""
    url = settings.CELERY_BROKER_URL
    at, answered = _asked.get(url, (-_ASK_SECONDS, False))
    if time.monotonic() - at >= _ASK_SECONDS:
        answered = _ask()
        _asked[url] = (time.monotonic(), answered)
    return answered


def _ask() -> bool:
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except Exception as error:  # of whichever library speaks to this broker
        log.warning("The broker does not answer: %s, %s", type(error).__name__, type(error.__cause__).__name__)
        return False
    return True
