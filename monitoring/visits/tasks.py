"""Tasks of visits: reminders to those who owe a report, its check or an answer, reports that nobody answered,
times that nobody chose, and counts that went stale."""

from celery import shared_task

from allocations.round import kept as rounds
from sil import clock
from sil.framework.years import academic_year

from .days import kept as days
from .offers.actions import lapse
from .report import kept as figures
from .report.actions.withdrawing import let_stand
from .report.reminders import remind

# Nobody is written to in the night.
FIRST_HOUR = 7


@shared_task
def send_reminders() -> int:
    """Write the reminders of the day. Return the number written."""
    now = clock.now()
    return remind(now.date()) if now.hour >= FIRST_HOUR else 0


@shared_task
def let_reports_stand() -> int:
    """Let the reports stand as issued that no school answered in time. Return their number."""
    return let_stand(clock.today())


@shared_task
def end_offered_times() -> int:
    """End the times that were offered and not answered in time. Return the number of offers."""
    now = clock.now()
    return lapse(now.date()) if now.hour >= FIRST_HOUR else 0


@shared_task
def refresh_counts() -> int:
    """Count again what is stale of the present year, so that nobody waits for it who opens a list, and add up what acts
    added beside rounds. Return the number of schools and people whose counts were stale."""
    today = clock.today()
    year = academic_year(today)
    rounds.fold()
    rounds.compare()
    return days.refresh(year) + figures.refresh(year, today)
