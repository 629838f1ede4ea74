"""Tasks of reports for scrutiny: make those that wait."""

from celery import shared_task

from .report.making import make_next


@shared_task(ignore_result=True)
def make_reports() -> None:
    """Make every report that waits. Beat calls it each minute, an action after its commit."""
    while make_next():
        pass
