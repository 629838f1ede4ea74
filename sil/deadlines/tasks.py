"""Task: record bank holidays of years to come before periods reach them."""

from celery import shared_task

from sil import clock

from .bank_holidays import YEARS_AHEAD, add_missing_years
from .models import BankHoliday


@shared_task
def extend_calendar() -> list[int]:
    """Add the bank holidays of years to come. Returns the years added."""
    return add_missing_years(BankHoliday, up_to=clock.today().year + YEARS_AHEAD)
