"""Tasks of partnership plans."""

from celery import shared_task

from sil import clock

from .plan.actions import ask_missing


@shared_task
def ask_for_plans() -> int:
    """Ask for the plan of each school whose band asks for one and that has none: bands that were settled before the
    service knew of plans, or before the framework asked for them. Return the number asked for."""
    return ask_missing(clock.today())
