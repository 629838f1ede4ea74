"""Celery task that takes replies by email."""

from celery import shared_task

from .actions import take_arrived


@shared_task(ignore_result=True)
def take_replies() -> None:
    """Beat calls it every two minutes, where the service takes replies."""
    take_arrived()
