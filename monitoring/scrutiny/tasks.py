"""Tasks of reports for scrutiny and of terms: make those that wait."""

from celery import shared_task

from .report.making import make_next
from .terms.making import make_next as make_next_of_a_term


@shared_task(ignore_result=True)
def make_reports() -> None:
    """Make every report that waits. Beat calls it each minute, an action after its commit."""
    while make_next() or make_next_of_a_term():
        pass
