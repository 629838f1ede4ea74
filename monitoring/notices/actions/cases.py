"""Open a case, keep what is known of it, and move it to its next state. The only place that writes one."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from schools.establishments import Sector
from schools.models import School
from sil.accounts.models import User
from sil.audit import events
from sil.framework.queries import version_for
from sil.framework.years import academic_year
from sil.workflow import Denied, Transition

from ..models import Case
from ..permissions import check_open
from ..states import ENDED, Branch

_BRANCHES = {Sector.MAINTAINED: Branch.MAINTAINED, Sector.ACADEMY: Branch.ACADEMY}


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
    high_risk: bool = False,
    continues: Case | None = None,
) -> Case:
    """Record a concern about a school as a case. `source` is the id of one of the framework's sources,
    `since` the day the concern is from.

    Raises Denied("not_an_officer", "no_intervention", "no_source", "no_concern", "other_sector").
    """
    check_open(school, by=by, on=on)
    version = version_for(academic_year(on))
    rules = version.framework.intervention if version else None
    if version is None or rules is None:
        raise Denied("no_intervention", "The framework in force says nothing of schools causing concern.")
    if rules.source(source) is None:
        raise Denied("no_source", "Choose where the concern comes from.")
    if not concern.strip():
        raise Denied("no_concern", "Say what the concern is.")
    branch = _BRANCHES.get(school.sector_on(on))
    if branch is None:
        raise Denied(
            "other_sector",
            f"{school} is neither maintained by the authority nor an academy: no notice and no letter to the "
            "Regional Director follows from the framework.",
        )
    case = Case.objects.create(
        school=school,
        framework_version=version,
        reference=_next_reference(on),
        branch=branch,
        source=source,
        since=since,
        concern=concern.strip(),
        owner=owner or by,
        high_risk=high_risk,
        opened_by=by,
        opened_on=on,
        continues=continues,
    )
    events.record(
        "case.opened",
        subject=case,
        by=by,
        scope=case.scope,
        reference=case.reference,
        source=case.source_name,
    )
    return case


def lock(case: Case) -> Case:
    """The case as it stands, held until the transaction ends."""
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    unread = ("framework_version__content", "framework_version__source")
    return Case.objects.select_related("school", "owner", "framework_version").defer(*unread).get(pk=case.pk)


def move(case: Case, row: Transition, *, by: User | None, on: date, reason: str = "", **said: Any) -> None:
    """Record the event (which the trigger asks for) and change the status; an end has its day and reason.
    The caller holds the lock. `said` fills the sentence of the event."""
    events.record(
        row.event,
        subject=case,
        by=by,
        scope=case.scope,
        status=(case.status, row.target),
        reason=reason,
        reference=case.reference,
        **said,
    )
    case.status = row.target
    if row.target in ENDED:
        case.ended_on, case.end_reason = on, reason
    case.save(update_fields=["status", "ended_on", "end_reason"])


def _next_reference(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('notices_reference')")
        (number,) = cursor.fetchone()
    return f"C{on.year}-{number:04d}"
