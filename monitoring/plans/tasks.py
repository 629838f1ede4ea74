"""Tasks of partnership plans."""

from celery import shared_task

from sil import clock

from .paper.making import make_next
from .plan.actions import ask_missing
from .plan.reminders import remind

# Nobody is written to in the night.
FIRST_HOUR = 7


@shared_task
def send_reminders() -> int:
    """Write the reminders of the day. Return the number written."""
    now = clock.now()
    return remind(now.date()) if now.hour >= FIRST_HOUR else 0


@shared_task(ignore_result=True)
def make_papers() -> None:
    """Make every paper that waits. Beat calls it each minute, an action after its commit."""
    while make_next():
        pass


@shared_task
def ask_for_plans() -> int:
    """Ask for the plan of each school whose band asks for one and that has none: bands that were settled before the
    service knew of plans, or before the framework asked for them. Return the number asked for."""
    return ask_missing(clock.today())
