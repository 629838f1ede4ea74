"""Celery task that sends messages that are due."""

from celery import shared_task

from .delivery import BATCH, send_batch


@shared_task(ignore_result=True)
def send_due() -> None:
    """Send every message that is due. Beat calls it each minute, an action after its commit."""
    while send_batch() == BATCH:
        pass
