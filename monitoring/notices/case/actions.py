"""Open, change and flag a case, and move it to its next state. A case is written nowhere else."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from schools.models import School
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.framework.queries import version_for
from sil.framework.years import academic_year
from sil.workflow import Denied, Transition

from ..models import Case
from ..states import ENDED
from .permissions import check_change, check_open, check_owner
from .policies import branch_on, check_concern, check_open_still


@transaction.atomic
def open_case(
    school: School,
    *,
    source: str,
    since: date,
    concern: str,
    by: User,
    on: date,
    owner: User | None = None,
    high_risk: str = "",
    restricted: bool = False,
    continues: Case | None = None,
) -> Case:
    """Record a concern about a school as a case. `source` is the id of one of the framework's sources,
    `since` the day the concern is from, `high_risk` the reason why it is flagged as that, blank where it
    is not.

    Raises Denied("not_an_officer", "no_intervention", "no_source", "no_concern", "other_sector",
    "not_an_owner").
    """
    check_open(school, by=by, on=on)
    owner = owner or by
    check_owner(school, owner, on)
    return create_case(
        school,
        source=source,
        since=since,
        concern=concern,
        by=by,
        on=on,
        owner=owner,
        high_risk=high_risk,
        restricted=restricted,
        continues=continues,
    )


def create_case(
    school: School,
    *,
    source: str,
    since: date,
    concern: str,
    by: User | None,
    on: date,
    owner: User,
    high_risk: str = "",
    restricted: bool = False,
    continues: Case | None = None,
) -> Case:
    """Create a case without checking who does it: `open_case` did, or the product does it itself at a conversion.
    The caller holds a transaction. Raises as `open_case` does of the school and the concern."""
    version = version_for(academic_year(on))
    rules = version.framework.intervention if version else None
    if version is None or rules is None:
        raise Denied("no_intervention", "The framework in force has no section on schools causing concern.")
    check_concern(rules, source=source, concern=concern)
    case = Case.objects.create(
        school=school,
        framework_version=version,
        reference=_next_reference(on),
        branch=branch_on(school, on),
        source=source,
        since=since,
        concern=concern.strip(),
        owner=owner,
        high_risk=bool(high_risk.strip()),
        restricted=restricted,
        opened_by=by or owner,
        opened_on=on,
        continues=continues,
    )
    record_event(case, "case.opened", by=by, source=case.source_name)
    if case.high_risk:
        record_event(case, "case.flagged", by=by, reason=high_risk.strip())
    if restricted:
        record_event(case, "case.restricted", by=by)
        # Whoever restricts a case that somebody else looks after goes on reading it.
        if by and by != owner:
            case.named.add(by)
            record_event(case, "case.named", by=by, name=by.name)
    return case


@transaction.atomic
def change(case: Case, *, source: str, since: date, concern: str, by: User, on: date) -> Case:
    """Correct the source, the day and the text of a concern; the earlier values stay in the history.

    Raises Denied("not_an_officer", "ended", "no_source", "no_concern", "no_change").
    """
    case = lock_to_change(case, by=by, on=on)
    rules = case.framework.intervention
    assert rules is not None, "a case is under a framework that has them"
    check_concern(rules, source=source, concern=concern)
    was = {"source": case.source_name, "since": case.since.isoformat(), "concern": case.concern}
    case.source, case.since, case.concern = source, since, concern.strip()
    now = {"source": case.source_name, "since": case.since.isoformat(), "concern": case.concern}
    changed = [name for name in was if was[name] != now[name]]
    if not changed:
        raise Denied("no_change", "Nothing was changed.")
    old, new = ({name: values[name] for name in changed} for values in (was, now))
    record_event(case, "case.changed", by=by, old=old, new=new)
    case.save(update_fields=["source", "since", "concern"])
    return case


@transaction.atomic
def flag(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Flag the concern as high-risk. Raises Denied("not_an_officer", "ended", "flagged")."""
    case = lock_to_change(case, by=by, on=on)
    if case.high_risk:
        raise Denied("flagged", "This case is already flagged as high-risk.")
    record_event(case, "case.flagged", by=by, reason=reason.strip())
    case.high_risk = True
    case.save(update_fields=["high_risk"])
    return case


@transaction.atomic
def unflag(case: Case, *, by: User, on: date, reason: str) -> Case:
    """Remove the high-risk flag. Raises Denied("not_an_officer", "ended", "not_flagged")."""
    case = lock_to_change(case, by=by, on=on)
    if not case.high_risk:
        raise Denied("not_flagged", "This case is not flagged as high-risk.")
    record_event(case, "case.unflagged", by=by, reason=reason.strip())
    case.high_risk = False
    case.save(update_fields=["high_risk"])
    return case


def lock(case: Case, *, to_write: bool = False) -> Case:
    """Lock a case and return it as it is in the database. Raises Denied("changed") where the page of the act showed it
    otherwise, unless something is only written on it (`to_write`)."""
    lock_row(case.pk)
    found = Case.objects.select_related("school", "owner", "framework_version").get(pk=case.pk)
    if not to_write:
        require_as_shown(found)
    return found


def lock_row(pk: int) -> None:
    """Lock a case, for an act that reads it along with something else."""
    Case.objects.select_for_update().order_by().only("pk").get(pk=pk)


def lock_to_change(case: Case, *, by: User, on: date, to_write: bool = False) -> Case:
    """Lock an open case for somebody who may change it, and return it. Raises Denied("not_an_officer", "ended") and
    those of `lock`."""
    case = lock(case, to_write=to_write)
    check_change(case, by=by, on=on)
    check_open_still(case)
    return case


def record_event(case: Case, kind: str, *, by: User | None, reason: str = "", **said: Any) -> None:
    """Record an event in the history of a case, which only those who may read the case can read."""
    events.record(kind, subject=case, by=by, scope=case.scope, reason=reason, reference=case.reference, **said)


def move(case: Case, row: Transition, *, by: User | None, on: date, reason: str = "", **said: Any) -> None:
    """Record the event (which the trigger asks for) and change the status; an end has its day and reason.
    The caller holds the lock. `said` fills the sentence of the event."""
    record_event(case, row.event, by=by, reason=reason, status=(case.status, row.target), **said)
    case.status = row.target
    if row.target in ENDED:
        case.ended_on, case.end_reason = on, reason
    case.save(update_fields=["status", "ended_on", "end_reason"])


def _next_reference(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('notices_reference')")
        (number,) = cursor.fetchone()
    return f"C{on.year}-{number:04d}"
