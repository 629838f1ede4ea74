"""Offer times for a visit, choose one of them, say that none suits, withdraw them, and end those nobody answered."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, Q

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import weekday_in_words
from sil.workflow import Denied, Transition, require_confirmation

from ..models import OfferedTime, TimesOffer, Visit
from ..states import OfferState
from ..visit import actions as visits
from ..visit.permissions import VISITORS
from ..visit.policies import VisitDetails, check_details, framework_version_of, kind_is_contact
from .notifications import tell_chosen, tell_lapsed, tell_none_suits, tell_offered, tell_withdrawn
from .permissions import check_answer, check_offer, check_withdraw
from .policies import (
    FEWEST,
    OfferInput,
    TimeInput,
    check_reply_by,
    check_times,
    dates_of_time,
    row_for,
    words_of_time,
)
from .queries import in_the_way, partner_for, questions_about, related, taken


@transaction.atomic
def offer(
    school: School,
    offered: OfferInput,
    *,
    by_school: bool,
    by: User,
    on: date,
    follows: TimesOffer | None = None,
    sure: str = "",
) -> TimesOffer:
    """Offer times for a visit; the other side is asked to choose one. `follows` is an offer of the same side that these
    times replace.

    Raises Denied("not_yours", "closed", "no_partner", "times", "reply_by", "no_kind", "offered_already"), those of the
    policies of a visit, and for a partner Denied("sure") with what stands in the way of the times, unless `sure` is
    exactly that.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    check_offer(school, by_school=by_school, by=by, on=on)
    if not school.is_open:
        raise Denied("closed", f"{school.name} has closed, so you cannot offer times for a visit.")
    if follows:
        follows = _locked(follows)
        check_withdraw(follows, by=by, on=on)
        _replace(follows, by=by, on=on)
    lead = partner_for(school, by, on) or (None if by_school else by)
    if lead is None:
        raise Denied("no_partner", f"{school.name} has no School Improvement Partner at present.")
    return _make(school, offered, lead=lead, by_school=by_school, by=by, on=on, follows=follows, sure=sure)


@transaction.atomic
def choose(chosen_from: TimesOffer, *, time: int, by: User, on: date, sure: str = "") -> Visit:
    """Choose one of the times that were offered, which plans the visit. Who offered them is told. `time` is its key.

    Everything is looked at again. A time that something new stands in the way of is refused to a school,
    Denied("taken"), and a partner is asked about it, Denied("sure"), unless `sure` is that sentence.
    Raises Denied("not_yours", "wrong_state", "no_time", "past", "no_partner", "closed") and those of the policies.
    """
    found = _locked(chosen_from)
    check_answer(found, by=by, on=on)
    row = row_for(found, "choose")
    chosen = found.times.filter(pk=time).first()
    if chosen is None:
        raise Denied("no_time", "Select one of the times.")
    if chosen.is_past(on):
        raise Denied("past", f"{words_of_time(chosen)} has passed. Select a time that is still to come.")
    School.objects.select_for_update().get(pk=found.school_id)
    # Two schools that choose at once from one partner's times see each other's visit.
    User.objects.select_for_update(no_key=True).get(pk=found.lead_id)
    _check_free(found, chosen, on=on, sure=sure)
    dates = dates_of_time(chosen)
    place = f"At {found.place}." if found.place else ""
    details = VisitDetails(
        kind=found.kind,
        mode=found.mode,
        days=found.days,
        lead=found.lead,
        purpose=" ".join(filter(None, (place, found.purpose))),
    )
    found.visit = visits.plan_chosen(found.school, dates=dates, details=details, by=by, on=on)
    _end(found, row, by=by, on=on, day=words_of_time(chosen))
    tell_chosen(found, chosen, by=by, on=on)
    return found.visit


@transaction.atomic
def none_suits(
    answered: TimesOffer,
    *,
    reason: str,
    times: Sequence[TimeInput] = (),
    reply_by: date | None = None,
    by: User,
    on: date,
    sure: str = "",
) -> TimesOffer:
    """Say that none of the times suits, with a reason or with times of one's own, which the other side is asked to
    choose from. Return the offer that waits now: the same one, or the new one.

    Raises Denied("not_yours", "wrong_state", "no_reason", "times", "reply_by") and Denied("sure") as `offer` does.
    """
    found = _locked(answered)
    check_answer(found, by=by, on=on)
    if not times and not reason.strip():
        raise Denied("no_reason", "Enter why none of the times suits, or offer times of your own.")
    found.reason = reason.strip()
    if not times or reply_by is None:
        _end(found, row_for(found, "none_suits"), by=by, on=on, reason=found.reason)
        tell_none_suits(found, by=by, on=on)
        return found
    _replace(found, by=by, on=on)
    own = OfferInput(
        kind=found.kind,
        mode=found.mode,
        days=found.days,
        place=found.place,
        purpose=found.purpose,
        times=times,
        reply_by=reply_by,
    )
    side = not found.by_school
    return _make(found.school, own, lead=found.lead, by_school=side, by=by, on=on, follows=found, sure=sure, fewest=1)


@transaction.atomic
def withdraw(withdrawn: TimesOffer, *, reason: str, by: User, on: date) -> TimesOffer:
    """Withdraw times that were offered, so that they are free again; whoever was asked to choose is told. Raises
    Denied("not_yours", "wrong_state", "no_reason")."""
    found = _locked(withdrawn)
    check_withdraw(found, by=by, on=on)
    row = row_for(found, "withdraw")
    if not reason.strip():
        raise Denied("no_reason", "Enter why you withdraw the times.")
    found.reason = reason.strip()
    _end(found, row, by=by, on=on, reason=found.reason)
    tell_withdrawn(found, by=by, on=on)
    return found


def lapse(on: date) -> int:
    """End the offers that nobody answered in time, or of which every time is past; who offered is told once. Return
    their number."""
    last = TimesOffer.objects.filter(status=OfferState.OPEN).annotate(last=Max("times__day"))
    over = list(last.filter(Q(reply_by__lt=on) | Q(last__lt=on)).values_list("pk", flat=True))
    done = 0
    for key in over:
        with transaction.atomic():
            found = related(TimesOffer.objects.all()).select_for_update(of=("self",)).get(pk=key)
            if not found.is_open:
                continue
            _end(found, row_for(found, "lapse"), by=None, on=on, due=weekday_in_words(found.reply_by))
            tell_lapsed(found, on=on)
            done += 1
    return done


def hand_to(handed: TimesOffer, lead: User, *, by: User | None) -> None:
    """Give an offer to another partner, as part of a handover that was allowed. The caller holds the row."""
    handed.lead = lead
    handed.save(update_fields=["lead"])
    _record("times.handed", handed, by=by, name=lead.name)


def _make(
    school: School,
    offered: OfferInput,
    *,
    lead: User,
    by_school: bool,
    by: User,
    on: date,
    follows: TimesOffer | None,
    sure: str,
    fewest: int = FEWEST,
) -> TimesOffer:
    check_times(offered.times, fewest=fewest, on=on)
    check_reply_by(offered.reply_by, offered.times, on=on)
    details = VisitDetails(kind=offered.kind, mode=offered.mode, days=offered.days, lead=lead)
    versions = [framework_version_of(each.dates) for each in sorted(offered.times, key=lambda each: each.day)]
    for version in versions:
        check_details(details, version)
    if kind_is_contact(versions[0].framework, offered.kind):
        raise Denied("no_kind", "Select a kind of visit from the framework for that academic year.")
    if TimesOffer.objects.filter(school=school, kind=offered.kind, status=OfferState.OPEN).exists():
        raise Denied("offered_already", "Times for this kind of visit are already waiting for an answer.")
    whens = [each.dates for each in offered.times]
    if not by_school:
        asked = questions_about(school, lead, whens, days=offered.days, on=on)
        require_confirmation([sentence for said in asked for sentence in said], sure)
    known = in_the_way(school, lead, whens, days=offered.days, on=on)
    made = TimesOffer.objects.create(
        school=school,
        framework_version=versions[0],
        kind=offered.kind,
        mode=offered.mode,
        days=offered.days,
        place=offered.place.strip(),
        purpose=offered.purpose.strip(),
        lead=lead,
        by_school=by_school,
        offered_by=by,
        offered_on=on,
        reply_by=offered.reply_by,
        follows=follows,
    )
    for each, said in zip(offered.times, known, strict=True):
        OfferedTime.objects.create(offer=made, day=each.day, at=each.at, known=said)
    _record("times.offered", made, by=by, number=len(offered.times), due=weekday_in_words(made.reply_by))
    tell_offered(made, by=by, on=on)
    return made


def _check_free(found: TimesOffer, chosen: OfferedTime, *, on: date, sure: str) -> None:
    if not User.objects.filter(pk=found.lead_id, is_active=True, grants__role__in=VISITORS).exists():
        raise Denied("no_partner", f"{found.lead.name} no longer visits schools. Ask the service for other times.")
    if found.by_school:
        require_confirmation(
            questions_about(found.school, found.lead, [dates_of_time(chosen)], days=found.days, on=on, but=found)[0],
            sure,
        )
    elif chosen.pk in taken(found, [chosen], on=on):
        raise Denied(
            "taken",
            f"{words_of_time(chosen)} is no longer free. Select another time, or say that none of them suits.",
        )


def _replace(found: TimesOffer, *, by: User, on: date) -> None:
    _end(found, row_for(found, "replace"), by=by, on=on, reason=found.reason)


def _end(found: TimesOffer, row: Transition, *, by: User | None, on: date, reason: str = "", **facts: object) -> None:
    _record(row.event, found, by=by, reason=reason, status=(found.status, row.target), **facts)
    found.status, found.answered_by, found.answered_on = row.target, by, on
    found.save(update_fields=["status", "reason", "answered_by", "answered_on", "visit"])


def _locked(found: TimesOffer) -> TimesOffer:
    locked = related(TimesOffer.objects.all()).select_for_update(of=("self",)).get(pk=found.pk)
    require_as_shown(locked)
    return locked


def _record(
    kind: str,
    found: TimesOffer,
    *,
    by: User | None,
    reason: str = "",
    status: tuple[str, str] | None = None,
    **facts: object,
) -> None:
    events.record(
        kind,
        subject=found,
        by=by,
        scope=scope(found.school),
        reason=reason,
        status=status,
        kind_name=found.kind_name.lower(),
        **facts,
    )
