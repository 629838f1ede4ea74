"""Task of newsletters."""

from celery import shared_task

from .actions import send_waiting


@shared_task(ignore_result=True)
def send_newsletters() -> None:
    """Write the emails of the newsletters that are being sent. Beat calls it each minute, the action at once."""
    send_waiting()
