"""Celery task that writes the emails of the morning."""

from celery import shared_task

from sil import clock

from .actions import write_mornings


@shared_task(ignore_result=True)
def write_morning_emails() -> None:
    """Beat calls it several times a morning, so that one that was missed is made up for; each person gets one."""
    write_mornings(clock.now())
