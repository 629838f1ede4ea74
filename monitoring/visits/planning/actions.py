"""Plan and move many visits in one go, all of them or none; and plan one that did not take place again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction

from schools.models import School
from sil.accounts.models import User
from sil.workflow import Denied

from ..days.over import over_warnings
from ..models import Visit
from ..states import VisitState
from ..visit import actions as visits
from ..visit.permissions import check_plan
from ..visit.policies import VisitDates, VisitDetails, dates_of
from ..visit.queries import clashes, visitors
from .queries import leave_beside, next_free_dates, towns_beside


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit to plan; `name` tells its row from the others."""

    name: str
    school: School
    dates: VisitDates
    details: VisitDetails


@dataclass(frozen=True, kw_only=True)
class MovedVisit:
    """A planned visit and its new dates; `name` tells its row from the others."""

    name: str
    visit: Visit
    dates: VisitDates


@dataclass(kw_only=True)
class RowsRefused(Exception):
    """Nothing was saved. `denied` are refusals by the names of rows; `asks` what has to be confirmed of their days, and
    `over` of their lengths."""

    denied: dict[str, Denied] = field(default_factory=dict)
    asks: dict[str, list[str]] = field(default_factory=dict)
    over: dict[str, list[str]] = field(default_factory=dict)


def save_term(
    new: Sequence[NewVisit],
    moved: Sequence[MovedVisit],
    *,
    confirmed: Collection[str],
    by: User,
    on: date,
    complete: bool = True,
) -> list[Visit]:
    """Plan and move visits; the schools are told of each.

    What should be known is looked for among all of them as they would be, so that two visits can change places.
    `confirmed` are the sentences that somebody has read. Raises RowsRefused where a visit is refused, or where there
    is a sentence more; and always, unless the rows are `complete`.
    """
    refused = RowsRefused()
    made: dict[str, Visit] = {}
    with transaction.atomic():
        # In one order, so that two who plan at once do not wait for each other.
        keys = {each.school.pk for each in new} | {each.visit.school_id for each in moved}
        list(School.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        for row in moved:
            try:
                made[row.name] = _move(row, by=by, on=on)
            except Denied as denied:
                refused.denied[row.name] = denied
        for each in new:
            try:
                refused.over[each.name] = over_warnings(each.school, each.dates.starts_on, each.details)
                made[each.name] = _plan(each, by=by, on=on)
            except Denied as denied:
                refused.denied[each.name] = denied
        for name, visit in made.items():
            refused.asks[name] = _beside(visit)
        asked = [sentence for found in (refused.asks, refused.over) for said in found.values() for sentence in said]
        if refused.denied or not complete or not set(asked) <= set(confirmed):
            raise refused
    return list(made.values())


@transaction.atomic
def plan_again(missed: Visit, *, by: User, on: date) -> Visit:
    """Plan a visit that did not take place again, with the same kind, people and purpose, on the next free day of who
    leads it: at least a week from now, in term, without a visit, times held or leave. The school is told.

    Raises Denied("not_the_visitor", "wrong_state"), Denied("planned_already") where one of its kind is planned for the
    school, Denied("no_day"), and those of `plan` in `visit/actions`.
    """
    missed = visits.lock(missed)
    check_plan(missed.school, by=by, on=on)
    if missed.status != VisitState.MISSED:
        raise Denied("wrong_state", "Only a visit that did not take place can be planned again.")
    coming = Visit.objects.filter(school=missed.school, kind=missed.kind, status=VisitState.PLANNED, ends_on__gte=on)
    if there := coming.order_by("starts_on").first():
        said = f"A visit of this kind is already planned for {dates_of(there).words}."
        raise Denied("planned_already", f"{said} Move it, or choose a day for another one yourself.")
    details = replace(visits.details_of(missed), met="")
    if missed.lead not in visitors(on):
        details = replace(details, lead=by)
    dates = next_free_dates(missed, details.lead, on=on)
    if dates is None:
        raise Denied("no_day", "There is no free working day left in the terms on record. Enter the day yourself.")
    return visits.plan(missed.school, dates=dates, details=details, by=by, on=on)


def _plan(each: NewVisit, *, by: User, on: date) -> Visit:
    """The single act asks about clashes too; here they are asked about when all visits are in their places."""
    sure = " ".join(clashes(each.school, each.details.lead, each.dates, days=each.details.days))
    return visits.plan(each.school, dates=each.dates, details=each.details, by=by, on=on, sure=sure)


def _move(row: MovedVisit, *, by: User, on: date) -> Visit:
    visit = row.visit
    sure = " ".join(clashes(visit.school, visit.lead, row.dates, days=visit.days, but=visit))
    return visits.reschedule(visit, dates=row.dates, reason="", by=by, on=on, sure=sure)


def _beside(visit: Visit) -> list[str]:
    beside = clashes(visit.school, visit.lead, dates_of(visit), days=visit.days, but=visit)
    return [*beside, *towns_beside(visit), *leave_beside(visit)]
