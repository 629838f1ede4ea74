"""Requests to answer, in "my work" of the school's partner."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import OfferRequest
from .queries import waiting_for_officer

# Whether a request waits for an answer -> what is to be done. One that was answered has lost its visit.
_WORDS = {
    True: ("Answer a request", "Answer the request"),
    False: ("Plan another visit for a request", "Open the request"),
}


def _asks(who: UserRoles) -> QuerySet[OfferRequest] | None:
    return waiting_for_officer(who) if who.may(Permission.OFFER_KEEP) else None


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    title, act = _WORDS[facts["status"] == OfferRequest.Status.ASKED]
    return WorkItem(
        about=facts["school"],
        title=f"{title}: {facts['what']}",
        act=act,
        href=OfferRequest(pk=key).get_absolute_url(),
        due=date.fromisoformat(facts["due_on"]) if facts["due_on"] else None,
        since=date.fromisoformat(facts["asked_on"]),
    )


FACTS = {"school": "school__name", "what": "what", "status": "status", "due_on": "due_on", "asked_on": "asked_on"}
FINDER = Finder("requests under the offer", _asks, item=_item, facts=FACTS)
