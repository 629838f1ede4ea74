"""Celery task that forgets forms that were sent long ago."""

from celery import shared_task

from . import actions


@shared_task(ignore_result=True)
def forget_old() -> None:
    """Beat calls it each night."""
    actions.forget_old()
