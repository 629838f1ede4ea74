"""Celery task that carries a disposal on."""

from celery import shared_task

from .disposals import working


@shared_task(ignore_result=True)
def carry_on() -> None:
    """Beat calls it each minute, an action after its commit."""
    working.carry_on()
