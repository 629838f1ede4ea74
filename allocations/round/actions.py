"""Open and close a round, add schools that opened meanwhile, withdraw allocations no longer needed."""

from datetime import date

from django.db import transaction

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.framework.queries import version_for
from sil.framework.years import academic_year, label
from sil.workflow import Denied

from ..allocation import notifications
from ..allocation.actions import lock, move
from ..allocation.policies import row_for
from ..models import Allocation, Round
from ..states import RoundState, State
from .permissions import check_manage_round
from .policies import check_close, check_withdraw
from .queries import open_allocations, schools_for


@transaction.atomic
def open_round(*, year: int, by: User | None, on: date) -> Round:
    """Open the round of an academic year, with an allocation for every open maintained school and academy of the
    authority (framework, SSA process, first point).

    Raises Denied("no_framework", "not_now", "opened", "no_schools").
    """
    check_manage_round(by=by, on=on)
    version = version_for(year)
    if version is None:
        raise Denied("no_framework", f"No framework has been loaded for {label(year)}.")
    if not academic_year(on) <= year <= academic_year(on) + 1:
        raise Denied("not_now", "You can open a round for this academic year or the next.")
    if Round.objects.select_for_update().filter(academic_year=year).exists():
        raise Denied("opened", f"Round {label(year)} is already open.")
    schools = list(schools_for(version.framework))
    if not schools:
        raise Denied("no_schools", "There are no open maintained schools or academies to open a round for.")
    opened = Round.objects.create(academic_year=year, framework_version=version, opened_on=on, opened_by=by)
    Allocation.objects.bulk_create([Allocation(round=opened, school=school) for school in schools])
    events.record("round.opened", subject=opened, by=by, scope=f"round:{year}", year=label(year), schools=len(schools))
    return opened


@transaction.atomic
def close_round(found: Round, *, by: User, on: date) -> Round:
    """Close a round in which no allocation is open. Raises Denied("closed", "open_allocations")."""
    check_manage_round(by=by, on=on)
    found = Round.objects.select_for_update(of=("self",)).select_related("framework_version").get(pk=found.pk)
    check_close(found, open_allocations(found).count())
    events.record(
        "round.closed",
        subject=found,
        by=by,
        scope=f"round:{found.academic_year}",
        status=(found.status, RoundState.CLOSED),
        year=str(found),
    )
    found.status, found.closed_on = RoundState.CLOSED, on
    found.save(update_fields=["status", "closed_on"])
    return found


@transaction.atomic
def add_school(found: Round, school: School, *, by: User, on: date) -> Allocation:
    """Add a school that opened, or became one that gets an allocation, after the round opened.

    Raises Denied("not_for_it", "in_round").
    """
    check_manage_round(by=by, on=on)
    School.objects.select_for_update().get(pk=school.pk)
    if not schools_for(found.framework).filter(pk=school.pk).exists():
        raise Denied("not_for_it", f"{school} is not an open school that gets an allocation.")
    if found.allocations.filter(school=school).exclude(status=State.WITHDRAWN).exists():
        raise Denied("in_round", f"{school} is already in the round.")
    allocation = Allocation.objects.create(round=found, school=school)
    events.record("allocation.added", subject=allocation, by=by, scope=scope(school), year=str(found))
    return allocation


@transaction.atomic
def withdraw(allocation: Allocation, *, by: User, on: date, reason: str) -> Allocation:
    """Mark an open allocation as not needed because its school closed, converted or moved away. Raises
    Denied("still_for_it", "no_reason")."""
    check_manage_round(by=by, on=on)
    allocation = lock(allocation)
    row = row_for(allocation, "withdraw")
    wanted = schools_for(allocation.framework).filter(pk=allocation.school_id).exists()
    check_withdraw(allocation.school, wanted=wanted)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the allocation is no longer needed.")
    move(allocation, row, by=by, on=on, reason=reason.strip())
    notifications.tell_withdrawn(allocation, by, on=on)
    return allocation
