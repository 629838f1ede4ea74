"""Work done away from a request: give the letters whose day it is, end cases at conversion and powers after their last
day, make bundles, remind."""

from celery import shared_task

from sil import clock

from .bundle.making import make_next
from .ends.conversion import convert_cases as convert_those_due
from .giving.actions import give_due, record_sent
from .plans.reminders import remind
from .powers.ends import end_powers as end_those_over
from .powers.reminders import remind as remind_of_reviews

# Nobody is written to in the night.
FIRST_HOUR = 7


@shared_task(ignore_result=True)
def give_letters() -> None:
    """Give the letters of the day, let those that were not given lapse, and record the emails that were sent. Beat
    calls it each minute."""
    give_due(clock.today())
    record_sent()


@shared_task(ignore_result=True)
def convert_cases() -> None:
    """Close the cases of schools that are academies by now, and go on with those of the academies. Beat calls it
    once a day, so that an officer can do it first."""
    convert_those_due(clock.today())


@shared_task(ignore_result=True)
def end_powers() -> None:
    """Move each case of which the last day of the last power has passed. Beat calls it as the day begins."""
    end_those_over(clock.today())


@shared_task
def send_reminders() -> int:
    """Write the reminders of the day."""
    now = clock.now()
    on = now.date()
    return remind(on) + remind_of_reviews(on) if now.hour >= FIRST_HOUR else 0


@shared_task(ignore_result=True)
def make_bundles() -> None:
    """Make every bundle that waits. Beat calls it each minute, an action after its commit."""
    while make_next():
        pass
