"""Open and close a round, add schools that opened meanwhile, withdraw allocations no longer needed."""

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg import sql

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.clock import weekday_in_words
from sil.framework.queries import version_for
from sil.framework.years import academic_year, label
from sil.workflow import Denied

from ..allocation import notifications
from ..allocation.actions import lock, move
from ..allocation.policies import row_for
from ..models import Allocation, Round
from ..states import RoundState, State
from .notifications import tell_to_propose
from .permissions import check_manage_round
from .policies import check_close, check_open, check_withdraw
from .queries import open_allocations, partners_to_remind, schools_for


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
    facts = {"framework_version": version, "opened_on": on, "opened_by": by}
    # Whoever opens it at the same moment waits here, and then finds it.
    opened, is_new = Round.objects.get_or_create(academic_year=year, defaults=facts)
    if not is_new:
        raise Denied("opened", f"Round {label(year)} is already open.")
    number = _identify(opened, schools_for(version.framework))
    if not number:
        raise Denied("no_schools", "There are no open maintained schools or academies to open a round for.")
    events.record("round.opened", subject=opened, by=by, scope=f"round:{year}", year=label(year), schools=number)
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
def set_propose_by(found: Round, *, by: User, on: date, day: date | None) -> Round:
    """Ask partners to propose by a day, or by none any more. Raises Denied("closed", "past")."""
    check_manage_round(by=by, on=on)
    found = Round.objects.select_for_update(of=("self",)).select_related("framework_version").get(pk=found.pk)
    check_open(found)
    if day is not None and day < on:
        raise Denied("past", "The day must be today or in the future.")
    if day != found.propose_by:
        events.record(
            "round.dated" if day else "round.undated",
            subject=found,
            by=by,
            scope=f"round:{found.academic_year}",
            year=str(found),
            day=weekday_in_words(day) if day else "",
        )
        found.propose_by = day
        found.save(update_fields=["propose_by"])
    return found


@transaction.atomic
def remind_partners(found: Round, *, by: User, on: date) -> int:
    """Remind every partner who has schools to propose for, once a day. Return the number of messages written.

    Raises Denied("closed", "nobody_left", "reminded").
    """
    check_manage_round(by=by, on=on)
    check_open(found)
    waiting = partners_to_remind(found, on)
    if not waiting:
        raise Denied("nobody_left", "Every school with a partner has a proposal, so there is nobody to remind.")
    number = tell_to_propose(found, waiting, by=by, on=on)
    if not number:
        raise Denied("reminded", "They have been reminded today.")
    events.record(
        "round.reminded",
        subject=found,
        by=by,
        scope=f"round:{found.academic_year}",
        year=str(found),
        number=str(number),
    )
    return number


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


def _identify(opened: Round, schools: QuerySet[School]) -> int:
    """Write an allocation for each school and return how many there are: one statement, so that a round of 25,000 is
    open within a second. What nobody has said yet is what `Allocation.objects.create` would write."""
    blank = Allocation(round=opened)
    said = {
        str(each.column): each.get_db_prep_save(getattr(blank, each.attname), connection)
        for each in Allocation._meta.concrete_fields
        if each.attname not in ("id", "school_id")
    }
    chosen, parameters = schools.values_list("pk").query.sql_with_params()
    statement = sql.SQL("INSERT INTO {} (school_id, {}) SELECT s.urn, {} FROM ({}) AS s (urn)").format(
        sql.Identifier(Allocation._meta.db_table),
        sql.SQL(", ").join([sql.Identifier(column) for column in said]),
        sql.SQL(", ").join([sql.Placeholder()] * len(said)),
        sql.SQL(chosen),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*said.values(), *parameters])
        return cursor.rowcount
