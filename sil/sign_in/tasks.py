"""Celery task that deletes sessions that have ended."""

from celery import shared_task
from django.core.management import call_command


@shared_task(ignore_result=True)
def clear_sessions() -> None:
    """Beat calls it once a day. Sessions that have ended let nobody in, but hold who had signed in."""
    call_command("clearsessions")
