"""Task of support from others."""

from celery import shared_task

from sil import clock

from .brokered.reminders import remind

# Nobody is written to in the night.
FIRST_HOUR = 7


@shared_task
def send_reminders() -> int:
    """Write the reminders of the day. Return the number written."""
    now = clock.now()
    return remind(now.date()) if now.hour >= FIRST_HOUR else 0
