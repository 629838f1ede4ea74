"""Close a maintained school's case at its conversion, and go on with one about the academy."""

from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied

from ..case.actions import create_case, lock, move, record_event
from ..case.conversion import academy_of, changed
from ..case.notifications import tell_converted
from ..case.permissions import check_change
from ..case.policies import case_row
from ..models import Case, CaseEvidence
from .close import end_periods_and_plans
from .set_aside import set_aside_letter


def convert_cases(on: date) -> int:
    """Convert every open case whose school is an academy by a day, or was followed by one. Returns the number of cases.
    What cannot be converted waits for a person."""
    done = 0
    for case in changed(Case.objects.all()).order_by("pk"):
        try:
            convert(case, by=None, on=on)
        except Denied:
            continue
        done += 1
    return done


@transaction.atomic
def convert(case: Case, *, by: User | None, on: date) -> Case:
    """Close a case because its school is an academy now, and open the academy's case that continues it, with the
    concern, the evidence, the restriction and the people named. A letter in progress is not given. Returns the new
    case, and tells its owner.

    Raises Denied("not_an_officer", "wrong_step", "no_academy") and what opening a case raises.
    """
    case = lock(case)
    if by is not None:
        check_change(case, by=by, on=on)
    row = case_row(case, "convert")
    academy = academy_of(case, on)
    if academy is None:
        raise Denied("no_academy", f"{case.school.name} is not an academy, and no academy has replaced it.")
    gone = f"{academy.name} is now an academy: the authority's powers have ended."
    letter = set_aside_letter(case, by=by, on=on, reason=gone)
    continued = create_case(
        academy,
        source=case.source,
        since=case.since,
        concern=case.concern,
        by=by,
        on=on,
        owner=case.owner,
        high_risk=_flagged_because(case),
        continues=case,
    )
    _carry_over(case, continued, by=by)
    left = f" The letter in progress ({letter.name}) will not be given." if letter else ""
    reason = f"{academy.name} is now an academy: case {continued.reference} continues this one.{left}"
    move(case, row, by=by, on=on, reason=reason)
    end_periods_and_plans(case, by=by, on=on)
    tell_converted(case, continued)
    return continued


def _flagged_because(case: Case) -> str:
    """The reason by which a case is flagged as high-risk; blank where it is not."""
    if not case.high_risk:
        return ""
    flagged = events.timeline(case.scope).filter(kind="case.flagged").first()
    return (flagged and flagged.reason) or f"Flagged on case {case.reference}."


def _carry_over(case: Case, continued: Case, *, by: User | None) -> None:
    current = case.evidence.filter(removed_on__isnull=True).order_by("pk")
    same = ("bears_on", "text", "source", "dated", "href", "document_id", "added_by_id", "added_on")
    CaseEvidence.objects.bulk_create(
        CaseEvidence(case=continued, **{name: getattr(each, name) for name in same}) for each in current
    )
    if not case.restricted:
        return
    continued.restricted = True
    continued.save(update_fields=["restricted"])
    record_event(continued, "case.restricted", by=by, reason=f"Case {case.reference} was restricted.")
    for person in case.named.order_by("name", "pk"):
        continued.named.add(person)
        record_event(continued, "case.named", by=by, name=person.name)
