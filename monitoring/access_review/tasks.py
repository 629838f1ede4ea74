"""The task of access reviews: the review of a term starts with the term."""

from celery import shared_task

from sil import clock

from .actions import start_due


@shared_task
def start_access_review() -> int:
    """Start the review of the present term, unless it has started. Return the number of reviews started."""
    return 1 if start_due(clock.today()) else 0
