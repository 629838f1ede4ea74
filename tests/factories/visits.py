"""Visits in any state, and terms, made by the real actions."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from monitoring.visits.models import Term, Visit
from monitoring.visits.put_right import actions as put_right
from monitoring.visits.terms import actions as terms
from monitoring.visits.terms.policies import TermInput
from monitoring.visits.visit import actions
from monitoring.visits.visit.policies import VisitDates, VisitDetails
from monitoring.visits.visit.queries import clashes
from schools.models import School
from sil import clock
from sil.accounts.models import User

TODAY = date(2026, 11, 20)
WEEK = timedelta(days=7)


def facts(lead: User, **changes: Any) -> VisitDetails:
    return VisitDetails(**{"kind": "core-visit", "mode": "face-to-face", "days": Decimal(1), "lead": lead} | changes)


def one_day(day: date) -> VisitDates:
    return VisitDates(starts_on=day, ends_on=day)


def planned(school: School, by: User, day: date, **changes: Any) -> Visit:
    """A visit of one day, planned a week before it, led by whoever plans it."""
    on = min(day - WEEK, TODAY)
    days = one_day(day)
    with clock.at(on):
        sure = " ".join(clashes(school, by, days))
        return actions.plan(school, dates=days, details=facts(by, **changes), by=by, on=on, sure=sure)


def held(school: School, by: User, day: date, **changes: Any) -> Visit:
    """Recorded on its day."""
    days = one_day(day)
    with clock.at(day):
        sure = " ".join(clashes(school, by, days))
        return actions.record(school, dates=days, details=facts(by, **changes), by=by, on=day, sure=sure)


def in_every_state(school: School, by: User) -> dict[str, Visit]:
    """One visit in each state, and one that is past and not recorded."""
    found = {
        "planned": planned(school, by, TODAY + WEEK),
        "past": planned(school, by, TODAY - WEEK),
        "held": held(school, by, TODAY - 2 * WEEK),
        "cancelled": planned(school, by, TODAY - 3 * WEEK),
        "missed": planned(school, by, TODAY - 4 * WEEK),
        "mistaken": planned(school, by, TODAY - 5 * WEEK),
    }
    who: dict[str, Any] = {"by": by, "on": TODAY}
    actions.cancel(found["cancelled"], reason="The headteacher is ill.", ended_by="The school", **who)
    actions.miss(found["missed"], reason="The road was closed by snow.", **who)
    put_right.strike(found["mistaken"], reason="It was another school's visit.", **who)
    return {state: Visit.objects.get(pk=visit.pk) for state, visit in found.items()}


def term(name: str, starts_on: date, ends_on: date, *, by: User, school: School | None = None) -> Term:
    year = starts_on.year if starts_on.month > 8 else starts_on.year - 1
    dates = TermInput(academic_year=year, name=name, starts_on=starts_on, ends_on=ends_on, school=school)
    return terms.add(dates, by=by, on=TODAY)
