"""Record that the Secretary of State gave a school a warning notice, and that it stands no longer."""

from datetime import date

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from schools.models import School
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.workflow import Denied

from ..case.actions import lock, move
from ..case.notifications import tell_superseded
from ..case.permissions import check_open
from ..case.policies import case_row
from ..models import Case, SecretaryOfStateNotice
from ..states import FORMAL_IN_FORCE
from .close import end_periods_and_plans
from .set_aside import set_aside_letter

# Of two notices of one day, whose was given first.
AUTHORITY, STATE = "authority", "state"


@transaction.atomic
def record_notice_of_state(
    school: School, *, given_on: date, told_on: date, by: User, on: date, note: str = "", first: str = ""
) -> SecretaryOfStateNotice:
    """Record a warning notice that the Secretary of State says was given. While it stands the authority gives none, and
    one that it gave earlier ends (Education and Inspections Act 2006, section 60(4A) and (4B)). One that it gave on a
    later day, which (4A) forbade, is kept: the signatory decides (`forbidden`). Of two notices of one day `first` says
    which was given first: AUTHORITY or STATE.

    Raises Denied("not_an_officer", "not_yet", "told_before", "recorded", "same_day").
    """
    check_open(school, by=by, on=on)
    School.objects.select_for_update().only("pk").get(pk=school.pk)
    if told_on > on:
        raise Denied("not_yet", "Record this on or after the day the authority was told.")
    if told_on < given_on:
        raise Denied("told_before", "The day the authority was told cannot be before the day the notice was given.")
    if notice_of_state_in_force(school):
        raise Denied("recorded", "A notice from the Secretary of State is already on record. End that one first.")
    earlier = _given_before(school, given_on, first)
    found = SecretaryOfStateNotice.objects.create(
        school=school,
        given_on=given_on,
        told_on=told_on,
        note=note.strip(),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    events.record("case.notice_of_state", subject=found, by=by, scope=scope(school), day=in_words(given_on))
    for case in earlier:
        _supersede(case, found, by=by, on=on)
    return found


def _given_before(school: School, given_on: date, first: str) -> list[Case]:
    """Return the cases whose formal notice was given before that of the Secretary of State. Raises
    Denied("same_day")."""
    found = []
    for case in Case.objects.filter(school=school, status__in=FORMAL_IN_FORCE):
        notice = case.notice_to_answer()
        ours = notice.given_on if notice else None
        if ours == given_on and first not in (AUTHORITY, STATE):
            raise Denied(
                "same_day",
                f"The authority gave a formal warning notice on the same day, {in_words(given_on)}. Say which was "
                "given first. If you do not know, ask the authority's lawyer.",
            )
        if ours is None or ours < given_on or (ours == given_on and first == AUTHORITY):
            found.append(case)
    return found


@transaction.atomic
def end_notice_of_state(found: SecretaryOfStateNotice, *, by: User, on: date) -> SecretaryOfStateNotice:
    """Record that the Secretary of State's notice no longer applies, so that the authority may give one again. Raises
    Denied("not_an_officer", "over")."""
    found = SecretaryOfStateNotice.objects.select_for_update(of=("self",)).select_related("school").get(pk=found.pk)
    check_open(found.school, by=by, on=on)
    if found.ended_on:
        raise Denied("over", "This notice has already been recorded as ended.")
    events.record("case.notice_of_state_ended", subject=found, by=by, scope=scope(found.school))
    found.ended_on, found.ended_by = on, by
    found.save(update_fields=["ended_on", "ended_by"])
    return found


def in_force(school: School | OuterRef) -> QuerySet[SecretaryOfStateNotice]:
    """Return the Secretary of State's notice in force for a school (or a reference to it)."""
    return SecretaryOfStateNotice.objects.filter(school=school, ended_on__isnull=True)


def notice_of_state_in_force(school: School) -> SecretaryOfStateNotice | None:
    """Return the Secretary of State's notice in force for a school; None where there is none."""
    return in_force(school).first()


def _supersede(case: Case, found: SecretaryOfStateNotice, *, by: User, on: date) -> None:
    case = lock(case)
    row = case_row(case, "supersede")
    reason = f"The Secretary of State gave the governing body a warning notice on {in_words(found.given_on)}."
    set_aside_letter(case, by=by, on=on, reason=reason)
    move(case, row, by=by, on=on, reason=reason)
    end_periods_and_plans(case, by=by, on=on)
    tell_superseded(case, by=by)
