"""Celery task that deletes unsent text after some days."""

from celery import shared_task

from sil import clock

from .actions import discard_old


@shared_task(ignore_result=True)
def discard_old_texts() -> None:
    """Beat calls it once a day."""
    discard_old(clock.now())
