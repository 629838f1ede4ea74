"""Tasks of requests for information: reminders of those that are owed."""

from celery import shared_task

from sil import clock

from .answer.making import make_next
from .held import collecting
from .log import notifications


@shared_task(ignore_result=True)
def send_reminders() -> None:
    """Beat calls it each minute."""
    notifications.remind(clock.today())


@shared_task(ignore_result=True)
def collect() -> None:
    """Carry on with what is to be collected. Beat calls it each minute, an action after its commit."""
    collecting.carry_on()


@shared_task(ignore_result=True)
def make_bundles() -> None:
    """Make every bundle that waits. Beat calls it each minute, an action after its commit."""
    while make_next():
        pass
