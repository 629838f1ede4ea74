"""What a worker makes is made once: a lease says who has it in hand."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from sil import clock

from .models import Made

M = TypeVar("M", bound=Made)

log = logging.getLogger(__name__)

MAKE_REPORTS = "monitoring.scrutiny.tasks.make_reports"
LEASE = timedelta(minutes=10)
ATTEMPTS = 3


def make_one(waiting: QuerySet[M], make: Callable[[M], None]) -> bool:
    """Make the first of those that wait, in one transaction; given up after ATTEMPTS. Return False where none waits."""
    found = _claim(waiting)
    if found is None:
        return False
    try:
        if found.attempts > ATTEMPTS:  # the worker died each time and could not say so itself
            raise RuntimeError(f"given up after {ATTEMPTS} attempts")
        with transaction.atomic():
            make(found)
    except Exception:
        log.exception("%s broke, attempt %s", found, found.attempts)
        over = found.attempts >= ATTEMPTS
        type(found)._default_manager.filter(pk=found.pk).update(failed=over, taken_until=None)
    return True


def still_to_make(report: M) -> M | None:
    """Return a report, locked, or None where another worker has made it or gave it up since it was claimed."""
    rows: QuerySet[M] = type(report)._default_manager.filter(pk=report.pk, file__isnull=True, failed=False)
    return rows.select_for_update(of=("self",)).first()


def _claim(waiting: QuerySet[M]) -> M | None:
    with transaction.atomic():
        now = clock.now()
        free = Q(taken_until__isnull=True) | Q(taken_until__lte=now)
        found = (
            waiting.filter(free, file__isnull=True, failed=False)
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if found is None:
            return None
        type(found)._default_manager.filter(pk=found.pk).update(taken_until=now + LEASE, attempts=F("attempts") + 1)
    found.attempts += 1
    return found
