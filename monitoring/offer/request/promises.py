"""The promise that a request under the offer is answered."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from schools.queries import partner_then
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import Promise, periods_of

from ..booking.permissions import OFFICERS
from ..models import OfferRequest
from ..transitions import DEADLINE
from .queries import readable


def _answered(who: UserRoles, year: int) -> QuerySet[Any]:
    asked = OfferRequest.objects.filter(pk=OuterRef("subject_id"))
    found = periods_of(readable(who), DEADLINE, year).annotate(of_school=Subquery(asked.values("school")[:1]))
    return found.annotate(of_partner=partner_then("of_school", "due_on"), target=F("subject_id"))


PROMISE = Promise(
    slug="offer-requests",
    label="Requests under the offer",
    owed_by="The service",
    text="What a school asks for under the framework’s offer is answered within the days of the framework file.",
    order=75,
    route="offer_request",
    rows=_answered,
    shown=lambda who: who.may(*OFFICERS),
)
