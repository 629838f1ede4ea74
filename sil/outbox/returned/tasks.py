"""Celery task that reads which emails came back."""

from celery import shared_task

from .actions import read_returned


@shared_task(ignore_result=True)
def read_returned_emails() -> None:
    """Beat calls it every few minutes, where the installation has a mailbox for it."""
    read_returned()
