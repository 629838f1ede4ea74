"""Record that the Secretary of State was notified before a power is used, or is to act instead of the authority."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied

from ..act import POWERS
from ..case.actions import lock, record_event
from ..case.permissions import check_change
from ..models import Case, StateAct, StateNotification
from .policies import NOT_YET, check_about_powers, check_notified


@transaction.atomic
def record_notification(
    case: Case,
    *,
    by: User,
    on: date,
    power: str,
    notified_on: date,
    how: str,
    reference: str = "",
    document: Document | None = None,
) -> StateNotification:
    """Record that the Secretary of State was notified that a power is to be used.

    Raises Denied("not_an_officer", "no_notice", "no_power", "not_yet", "before_the_notice", "no_proof").
    """
    case = lock(case)
    check_change(case, by=by, on=on)
    check_notified(case, power, notified_on, on)
    if not how.strip():
        raise Denied("no_proof", "Say how the notification went, and to whom.")
    made = StateNotification.objects.create(
        case=case,
        power=power,
        notified_on=notified_on,
        how=how.strip(),
        reference=reference.strip(),
        document=store(document, by=by, on=on) if document else None,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record_event(case, "case.state_notified", by=by, power=POWERS[power].name, day=in_words(notified_on))
    return made


@transaction.atomic
def record_act(case: Case, *, by: User, on: date, given_on: date, note: str = "") -> StateAct:
    """Record that the Secretary of State gave the authority notice to act at the school.

    Raises Denied("not_an_officer", "no_notice", "not_yet", "recorded").
    """
    case = lock(case)
    check_change(case, by=by, on=on)
    check_about_powers(case)
    if given_on > on:
        raise Denied("not_yet", NOT_YET)
    if StateAct.objects.filter(school=case.school_id, ended_on=None).exists():
        raise Denied("recorded", "A notice of the Secretary of State to act is already on record. End that one first.")
    made = StateAct.objects.create(
        school=case.school, given_on=given_on, note=note.strip(), recorded_by=by, recorded_at=clock.now()
    )
    record_event(case, "case.state_acts", by=by, day=in_words(given_on))
    return made


@transaction.atomic
def end_act(act: StateAct, case: Case, *, by: User, on: date) -> StateAct:
    """Record that the Secretary of State no longer acts, so that the authority may use a power again.

    Raises Denied("not_an_officer", "over").
    """
    case = lock(case)
    check_change(case, by=by, on=on)
    act = StateAct.objects.select_for_update().get(pk=act.pk)
    if act.ended_on:
        raise Denied("over", "This has already been recorded as ended.")
    events.record("case.state_acts_ended", subject=case, by=by, scope=case.scope, reference=case.reference)
    act.ended_on, act.ended_by = on, by
    act.save(update_fields=["ended_on", "ended_by"])
    return act
