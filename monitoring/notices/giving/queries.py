"""Queries of letters that wait for a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles
from sil.audit.queries import last_change
from sil.letters.models import Method, Recipient
from sil.made_once.questions import made_once

from ..case.permissions import readable_cases
from ..delegations.permissions import delegations_on
from ..models import Case, CaseLetter, Delegation
from ..states import LetterState
from .delivery import recipients_owed, recipients_with_unsent_email

# For so long an e-mail that was not sent is a work item; the page of its letter always says so.
ASKED_AFTER = timedelta(days=14)
_UNDER_WAY = (LetterState.DRAFTED, LetterState.RETURNED, LetterState.LAPSED, LetterState.SIGNED)


class WaitingOfLetter(TypedDict):
    """What `with_waiting` adds: whether an e-mail of it was not sent, the roles that the person signs in besides
    their own, how it is served on the addressee, and to whom it has still to be sent: {"pk", "name", "is_copy"};
    and when something last happened to it."""

    has_unsent_email: bool
    stands_for: list[str]
    served_by: str | None
    to_send: list[dict[str, Any]]
    changed_at: datetime | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    LetterThatWaits = WithAnnotations[CaseLetter, WaitingOfLetter]
else:
    LetterThatWaits = CaseLetter


def waiting_letters(who: UserRoles) -> QuerySet[CaseLetter]:
    """Return the letters that may wait for a person: presented ones that they did not write in, whoever signs them (an
    authority's framework says); those in progress that they wrote in or whose case they own; and given ones with a copy
    still to be handed over or posted, or that went by e-mail in the last days, which may not have been sent."""
    wrote = Exists(CaseLetter.writers.through.objects.filter(caseletter=OuterRef("pk"), user=who.user))
    unserved = Recipient.objects.filter(letter=OuterRef("letter"), delivery=None)
    by_email = Recipient.objects.filter(letter=OuterRef("letter"), method=Method.EMAIL, is_copy=False)
    lately = Q(Exists(by_email), dated__gte=who.on - ASKED_AFTER)
    given = Q(Exists(unserved) | lately, status=LetterState.GIVEN)
    wanted = (Q(case__owner=who.user) | Q(wrote)) & (Q(status__in=_UNDER_WAY) | given)
    wanted |= Q(~wrote, status=LetterState.PRESENTED)
    cases = Case.objects.filter(readable_cases(who)).values("pk")
    return CaseLetter.objects.filter(wanted, case__in=cases)


@made_once
def with_waiting(keys: Sequence[int], who: UserRoles) -> QuerySet[LetterThatWaits]:
    """Return the letters with some keys, the soonest first, with what an item says of each. One query."""
    first = Recipient.objects.filter(letter=OuterRef("letter"), is_copy=False).order_by("pk")
    said = JSONObject(pk=F("pk"), name=F("name"), is_copy=F("is_copy"))
    to_send = recipients_owed(OuterRef("letter"), who.on).order_by("pk").values(said=said)
    unsent = recipients_with_unsent_email(OuterRef("letter"), who.on)
    found = CaseLetter.objects.filter(pk__in=keys).select_related(
        "case__school", "case__framework_version", "prepared_by"
    )
    return found.annotate(
        has_unsent_email=Exists(unsent.filter(is_copy=False)),
        stands_for=ArraySubquery(_delegated(who).values("role")),
        served_by=Subquery(first.values("method")[:1]),
        to_send=ArraySubquery(to_send),
        changed_at=last_change(CaseLetter),
    ).order_by("dated", "pk")


def _delegated(who: UserRoles) -> QuerySet[Delegation]:
    return delegations_on(who.on).filter(delegate=who.user).order_by()
