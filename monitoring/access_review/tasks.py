"""The task of access reviews: the review of a term starts with the term, and those who have something to do are
reminded."""

from celery import shared_task

from sil import clock

from .actions import note_ended_elsewhere, start_due
from .notifications import remind


@shared_task
def keep_access_reviews() -> int:
    """Start the review of the present term, unless it has started, note what has ended, and write reminders that are
    due. Return the number of reviews started, lines noted and reminders written."""
    on = clock.today()
    started = 1 if start_due(on) else 0
    return started + note_ended_elsewhere(on) + remind(on)
