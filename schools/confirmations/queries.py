"""Queries of changes that wait for a second person."""

from datetime import date, timedelta

from django.db.models import QuerySet

from sil.accounts.models import ChangeRequest
from sil.framework.queries import titles

# A request that nobody confirms within these days lapses, so that no old one lies ready to be used.
LAPSES = timedelta(days=7)


def waiting(on: date) -> QuerySet[ChangeRequest]:
    """Return the requests that can be confirmed on a day, with their people, the latest first."""
    return related().filter(outcome="", asked_on__gte=on - LAPSES)


def related() -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.select_related("person", "asked_by", "ended_by")


def last_day(request: ChangeRequest) -> date:
    """Return the last day on which a request can be confirmed."""
    return request.asked_on + LAPSES


def in_words(request: ChangeRequest) -> str:
    """Return what is asked for: "The role Director of Education", "The new email address", "The removal of the second
    step"."""
    if request.lost_step:
        return "The removal of the second step"
    return f"The role {titles()[request.role]}" if request.role else "The new email address"
