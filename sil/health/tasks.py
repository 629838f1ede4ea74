"""Celery's side: a task by which a worker shows that it gets work done, and a beat that shows that it beats."""

from typing import Any

from celery import shared_task
from celery.beat import PersistentScheduler

from .actions import note
from .models import Process


@shared_task(ignore_result=True)
def show_worker() -> None:
    """Beat sends it with each sweep: whoever runs it has a broker, a beat and a database."""
    note(Process.WORKER)


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which writes each time it looks at what is due."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        note(Process.BEAT)
        waits: float = super().tick(*args, **kwargs)
        return waits
