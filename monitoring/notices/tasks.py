"""Work done away from a request: give the letters whose day it is."""

from celery import shared_task

from sil import clock

from .actions.giving import give_due


@shared_task(ignore_result=True)
def give_letters() -> None:
    """Give what is dated for today, and let lapse what did not go. Beat calls it each minute."""
    give_due(clock.today())
