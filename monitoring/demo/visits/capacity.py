"""What the partners of the made-up authority have to give: contracted days of the year, and leave."""

from datetime import date, timedelta
from decimal import Decimal

from monitoring.visits.capacity import actions
from monitoring.visits.capacity.policies import LeaveInput
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year

AGO = timedelta(days=20)
# By what stands before the @: the days of a full and of a half contract.
CONTRACTS = {"sip": Decimal(95), "sip2": Decimal(60)}
# The first and last day of leave as (month, day), of the year the academic year begins in or the next one.
LEAVE = {"sip": (((10, 26), (10, 30)), ((2, 15), (2, 19))), "sip2": (((5, 10), (5, 21)),)}


def make(known: dict[str, User], today: date) -> None:
    """Contracted days and leave of each partner who has an account, entered by the Principal Officer."""
    year, by, on = academic_year(today), known["officer"], today - AGO
    with clock.at(on):
        for who, days in CONTRACTS.items():
            actions.set_contracted(known[who], year=year, days=days, by=by, on=on)
            for first, last in LEAVE[who]:
                begins, ends = (date(year + (month < 9), month, day) for month, day in (first, last))
                actions.add_leave(known[who], LeaveInput(begins, ends), by=by, on=on)
