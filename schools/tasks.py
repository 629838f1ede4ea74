"""Tasks: check files of national registers and read them in."""

from celery import shared_task

from .registers.file.worker import work_on_next

# In seconds, many times what all of England takes: a reading that hangs makes room for the next one.
LONGEST = 1800


@shared_task(ignore_result=True, time_limit=LONGEST)
def read_registers() -> None:
    """Work on every file that is due. Beat calls it each minute, an action after its commit."""
    while work_on_next():
        pass
