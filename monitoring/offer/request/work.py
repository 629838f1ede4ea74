"""Requests to answer, in "my work" of the school's partner."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import OfferRequest
from .queries import waiting_for_officer


def _asks(who: UserRoles) -> QuerySet[OfferRequest] | None:
    return waiting_for_officer(who) if who.may(Permission.OFFER_KEEP) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for each in OfferRequest.objects.filter(pk__in=keys).select_related("school"):
        yield WorkItem(
            about=each.school.name,
            title=f"Answer a request: {each.what}",
            act="Answer the request",
            href=each.get_absolute_url(),
            due=each.due_on,
            since=each.asked_on,
        )


FINDER = Finder("requests under the offer", _asks, _items)
