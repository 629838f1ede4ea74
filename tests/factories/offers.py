"""Times offered for a visit, made by the real actions."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from monitoring.visits.models import TimesOffer
from monitoring.visits.offers import actions
from monitoring.visits.offers.policies import OfferInput, TimeInput
from schools.models import School
from sil.accounts.models import User

TODAY = date(2026, 11, 20)
# A Thursday, a Friday and the next Tuesday.
DAYS = (date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 8))
REPLY_BY = date(2026, 11, 27)


def typed(*days: date, **changes: Any) -> OfferInput:
    """A core visit of a day at 9.30am on each of some days."""
    times = tuple(TimeInput(day=day, at=time(9, 30)) for day in days or DAYS)
    said: dict[str, Any] = {"kind": "core-visit", "mode": "face-to-face", "days": Decimal(1), "reply_by": REPLY_BY}
    return OfferInput(times=times, **said | changes)


def offered(school: School, by: User, *days: date, by_school: bool = False, **changes: Any) -> TimesOffer:
    """Times that a partner offers a school, or with `by_school` the school its partner."""
    return actions.offer(school, typed(*days, **changes), by_school=by_school, by=by, on=TODAY)
