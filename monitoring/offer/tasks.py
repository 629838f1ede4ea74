"""Tasks of events."""

from celery import shared_task

from sil import clock

from .event.actions import hold_past


@shared_task(ignore_result=True)
def hold_past_events() -> None:
    """Hold every open event whose day has passed. Beat calls it each minute."""
    hold_past(clock.today())
