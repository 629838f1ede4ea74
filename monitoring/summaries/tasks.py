"""Tasks of summaries: make those of a term."""

from celery import shared_task

from .runs.actions import work_on_next


@shared_task(ignore_result=True)
def make_summaries() -> None:
    """Make every summary that waits. Beat calls it each minute, an action after its commit."""
    while work_on_next():
        pass
