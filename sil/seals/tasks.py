"""Celery's side: seal each hour, verify each night."""

from celery import shared_task

from . import actions


@shared_task(ignore_result=True)
def seal_history() -> None:
    """Beat calls it each hour."""
    actions.seal()


@shared_task(ignore_result=True)
def verify_history() -> None:
    """Beat calls it each night."""
    actions.verify_and_tell()
