"""Tasks of surveys: close what is over, remind those who have not answered."""

from celery import shared_task

from sil import clock

from .cycle.actions import close_due, remind

# Nobody is written to in the night.
FIRST_HOUR = 7


@shared_task(ignore_result=True)
def keep_surveys() -> None:
    """Close every survey whose last day has passed, and write the reminders of the day. Beat calls it each minute."""
    now = clock.now()
    close_due(now.date())
    if now.hour >= FIRST_HOUR:
        remind(now.date())
