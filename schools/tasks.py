"""Tasks: fetch files of national registers, check them and read them in."""

from celery import shared_task

from sil import clock

from .registers.fetch.actions import fetch_all
from .registers.file.worker import work_on_next

# In seconds, many times what all of England takes: a reading that hangs makes room for the next one.
LONGEST = 1800


@shared_task(ignore_result=True, time_limit=LONGEST)
def read_registers() -> None:
    """Work on every file that is due. Beat calls it each minute, an action after its commit."""
    while work_on_next():
        pass


@shared_task(ignore_result=True, time_limit=4 * LONGEST)
def fetch_registers() -> None:
    """Fetch the files of the settings' addresses. Beat calls it in the early morning and some hours after it, for what
    failed before."""
    fetch_all(on=clock.today())
