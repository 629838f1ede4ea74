"""More days of support for a school of the made-up authority."""

from datetime import date, timedelta
from decimal import Decimal

from allocations.models import Allocation
from monitoring.visits.days import actions as days
from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year

AGO = timedelta(days=3)
REASON = "Two senior leaders left in one month. The days are for the acting deputy, half a term long."


def more(known: dict[str, User], today: date) -> None:
    """Two days for one school with a band, and one that was taken back again. `known` has accounts by
    what stands before the @."""
    year, on = academic_year(today - AGO), today - AGO
    settled = Allocation.objects.filter(round__academic_year=year, ended_on__lte=on).exclude(band="")
    school = School.objects.filter(allocations__in=settled, visits__isnull=False).order_by("urn").first()
    if school is None:
        return
    with clock.at(on):
        days.approve(
            school, year=year, line="termly-contact", days=Decimal(2), reason=REASON, by=known["officer"], on=on
        )
        extra = days.approve(
            school, year=year, line="", days=Decimal(1), reason="Help with recruiting.", by=known["officer"], on=on
        )
    with clock.at(on + timedelta(days=1)):
        reason = "The governors found a new deputy without our help."
        days.withdraw(extra, reason=reason, by=known["officer"], on=on + timedelta(days=1))
