"""Queries of times offered for a visit: those a person may read, and what stands in the way of each."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from schools.models import AssignmentRole, School
from schools.queries import officers_with_cover
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.dates.sense import Known, Place, Sense, question

from ..models import OfferedTime, TimesOffer
from ..planning.queries import leave_between
from ..states import OFFER_WAITS
from ..visit.policies import VisitDates
from ..visit.queries import clashing, held_times, visits_beside
from .permissions import readers
from .policies import dates_of_time

# Whether the school is open; how far away the day is was asked about when it was typed.
_OPEN = Sense(past=None, future=None, place=Place.SCHOOL)


def readable(who: UserRoles) -> QuerySet[TimesOffer]:
    """Return the offers that a person may read."""
    return related(TimesOffer.objects.filter(readers(who)))


def related(offers: QuerySet[TimesOffer]) -> QuerySet[TimesOffer]:
    """Add what a page says of offers, in one query."""
    return offers.select_related("school", "lead", "framework_version", "offered_by", "answered_by", "visit")


def waiting_at(school: School) -> QuerySet[TimesOffer]:
    """Return the offers for a school that somebody has to answer or replace, in order."""
    return related(TimesOffer.objects.filter(school=school, status__in=OFFER_WAITS)).order_by("reply_by", "pk")


def partner_for(school: School, by: User, on: date) -> User | None:
    """Return who would lead a visit that is offered: the person themselves if they work with the school, otherwise its
    partner."""
    there = officers_with_cover(school, AssignmentRole.SIP, on)
    return by if by in there else next(iter(there), None)


def in_the_way(school: School, lead: User, times: Sequence[VisitDates], *, days: Decimal, on: date) -> list[list[str]]:
    """Return for each of some times what stands in the way of a visit of that length, in words: visits and leave of who
    would lead it, visits of the school, and a day on which the school is closed. A few queries, however many times."""
    if not times:
        return []
    first, last = min(each.starts_on for each in times), max(each.starts_on for each in times)
    visits = list(visits_beside(school, lead, first, last)) if days else []
    leave = leave_between(lead, first, last)
    found = []
    for each in times:
        closed = question(each.starts_on, _OPEN, on=on, known=Known(school=school))
        away = any(spell.starts_on <= each.starts_on <= spell.ends_on for spell in leave)
        on_leave = f"{lead.name} is on leave on {each.words}." if away else ""
        found.append([*filter(None, (closed, on_leave)), *clashing(visits, school, lead, each, days=days)])
    return found


def taken(offer: TimesOffer, times: Iterable[OfferedTime], *, on: date) -> set[int]:
    """Return the keys of the times that a school can no longer choose: those that are past, and those that something
    stands in the way of that was not known when they were offered."""
    there = list(times)
    found = in_the_way(offer.school, offer.lead, [dates_of_time(each) for each in there], days=offer.days, on=on)
    return {
        each.pk for each, now in zip(there, found, strict=True) if each.is_past(on) or not set(now) <= set(each.known)
    }


def questions_about(
    school: School,
    lead: User,
    times: Sequence[VisitDates],
    *,
    days: Decimal,
    on: date,
    but: TimesOffer | None = None,
) -> list[list[str]]:
    """Return for each of some times what a partner should know before they offer or choose it: what stands in the way,
    and times that are held for other visits, but those of one offer."""
    found = in_the_way(school, lead, times, days=days, on=on)
    held = [held_times(school, lead, each, days=days, but=but) if days else [] for each in times]
    return [[*way, *other] for way, other in zip(found, held, strict=True)]
