"""Notes, teams, brokered support, offers and requests that are due: those whose day is a day (`cutoff`) or earlier.

Rows as in `records`. What a visit came of goes with the visit.
"""

from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from monitoring.notes.models import Note
from monitoring.offer.models import OfferedEvent, OfferRequest
from monitoring.service.models import ServiceConcern
from monitoring.summaries.models import Summary, SummaryRun
from monitoring.support.models import Leader, LeaderFile, Provider, SchoolOffer, Support
from monitoring.support.states import ENDED
from monitoring.team.models import Team
from monitoring.visits.models import ExtraDaysRequest, SchoolDaysRequest, TimesOffer
from monitoring.visits.states import OFFER_WAITS

from .columns import Found, of_none, of_school


def notes(cutoff: date) -> Found:
    return of_school(Note.objects.all(), F("day"), cutoff)


def support(cutoff: date) -> Found:
    return of_school(Support.objects.filter(status__in=ENDED), F("ended_on"), cutoff)


def leaders(cutoff: date) -> Found:
    return of_school(Leader.objects.all(), F("ended_on"), cutoff)


def providers(cutoff: date) -> Found:
    return of_none(Provider.objects.all(), F("active_to"), cutoff)


def school_offers(cutoff: date) -> Found:
    return of_school(SchoolOffer.objects.all(), F("ends_on"), cutoff)


def leader_files(cutoff: date) -> Found:
    """Files from which the directory was filled: they repeat names and addresses of leaders."""
    return of_none(LeaderFile.objects.all(), Coalesce("saved_on", "made_on"), cutoff)


def teams(cutoff: date) -> Found:
    return of_school(Team.objects.filter(status=Team.Status.ENDED), F("ended_on"), cutoff)


def events(cutoff: date) -> Found:
    """Events that were held, cancelled or never opened."""
    return of_none(OfferedEvent.objects.exclude(status=OfferedEvent.Status.OPEN), F("day"), cutoff)


def offer_requests(cutoff: date) -> Found:
    found = OfferRequest.objects.filter(visit=None).exclude(status=OfferRequest.Status.ASKED)
    return of_school(found, Greatest("asked_on", "answered_on", "day"), cutoff)


def times_offers(cutoff: date) -> Found:
    found = TimesOffer.objects.filter(visit=None).exclude(status__in=OFFER_WAITS)
    return of_school(found, Greatest("reply_by", "answered_on"), cutoff)


def days_requests(cutoff: date) -> Found:
    return of_school(ExtraDaysRequest.objects.all(), F("answered_on"), cutoff)


def days_asked_by_schools(cutoff: date) -> Found:
    return of_school(SchoolDaysRequest.objects.all(), F("ended_on"), cutoff)


def service_concerns(cutoff: date) -> Found:
    return of_school(ServiceConcern.objects.all(), F("answered_on"), cutoff)


def summaries(cutoff: date) -> Found:
    """Summaries of terms, approved or not: those of a term that is long over are not approved any more."""
    return of_school(Summary.objects.all(), F("term__ends_on"), cutoff)


def summary_runs(cutoff: date) -> Found:
    return of_none(SummaryRun.objects.all(), F("term__ends_on"), cutoff)
