"""Queries of letters that wait for a person."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles
from sil.letters.models import Recipient

from ..delegations.permissions import delegations_on
from ..letters.queries import readable_letters
from ..models import CaseLetter
from ..states import LetterState
from .delivery import recipients_owed, recipients_with_unsent_email

# For so long an e-mail that was not sent is a work item; the page of its letter always says so.
ASKED_AFTER = timedelta(days=14)


class WaitingOfLetter(TypedDict):
    """What `waiting_letters` adds: whether an e-mail of it was not sent, the roles that the person signs in besides
    their own, how it is served on the addressee, and to whom it has still to be sent: {"pk", "name", "is_copy"}."""

    has_unsent_email: bool
    stands_for: list[str]
    served_by: str | None
    to_send: list[dict[str, Any]]


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    LetterThatWaits = WithAnnotations[CaseLetter, WaitingOfLetter]
else:
    LetterThatWaits = CaseLetter


def waiting_letters(who: UserRoles) -> QuerySet[LetterThatWaits]:
    """Return the letters that wait for a person, the soonest first: presented ones that they did not write in; those
    in progress that they wrote in or whose case they own; and given ones with a copy still to be handed over or
    posted, or with an e-mail that was not sent. One query."""
    wrote = Exists(CaseLetter.writers.through.objects.filter(caseletter=OuterRef("pk"), user=who.user))
    unserved = Recipient.objects.filter(letter=OuterRef("letter"), delivery=None)
    under_way = Q(status__in=[LetterState.DRAFTED, LetterState.RETURNED, LetterState.LAPSED, LetterState.SIGNED])
    unsent = Q(has_unsent_email=True, dated__gte=who.on - ASKED_AFTER)
    mine = Q(case__owner=who.user) | Q(wrote)
    wanted = Q(~wrote, status=LetterState.PRESENTED) | mine & (
        under_way | Q(Q(Exists(unserved)) | unsent, status=LetterState.GIVEN)
    )
    first = Recipient.objects.filter(letter=OuterRef("letter"), is_copy=False).order_by("pk")
    stands_for = delegations_on(who.on).filter(delegate=who.user).order_by().values("role")
    unsent_first = recipients_with_unsent_email(OuterRef("letter"), who.on).filter(is_copy=False)
    found = readable_letters(who).select_related("prepared_by")
    found = found.annotate(has_unsent_email=Exists(unsent_first)).filter(wanted)
    served_by = Subquery(first.values("method")[:1])
    said = JSONObject(pk=F("pk"), name=F("name"), is_copy=F("is_copy"))
    to_send = ArraySubquery(recipients_owed(OuterRef("letter"), who.on).order_by("pk").values(said=said))
    found = found.annotate(stands_for=ArraySubquery(stands_for), served_by=served_by, to_send=to_send)
    return found.order_by("dated", "pk")
