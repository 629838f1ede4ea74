"""Queries of letters that wait for a person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sil.accounts.user_roles import UserRoles
from sil.deadlines.service import LATEST
from sil.letters.models import Recipient

from ..delegations.permissions import delegations_on
from ..letters.queries import readable_letters
from ..models import CaseLetter
from ..states import LetterState
from .delivery import emails_of, owed, recipients_with_unsent_email

# For so long an e-mail that was not sent is a work item; the page of its letter always says so.
ASKED_AFTER = timedelta(days=14)


class WaitingOfLetter(TypedDict):
    """What `waiting_letters` adds: whether an e-mail of it was not sent, the roles that the person signs in besides
    their own, and how it is served on the addressee."""

    has_unsent_email: bool
    stands_for: list[str]
    served_by: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    LetterThatWaits = WithAnnotations[CaseLetter, WaitingOfLetter]
else:
    LetterThatWaits = CaseLetter


def copies_to_send(letters: Iterable[CaseLetter]) -> dict[int, list[Recipient]]:
    """Return the copies of given letters that people have to send, by the key of the signed letter: nothing proves that
    they went, and no email is on its way. Two queries at most."""
    keys = [each.letter_id for each in letters]
    if not keys:
        return {}
    found: dict[int, list[Recipient]] = {}
    waiting = Recipient.objects.filter(letter__in=keys, delivery=None).select_related("letter")
    recipients = list(waiting.defer("letter__html", "letter__context").order_by("pk"))
    emails = emails_of(recipients, LATEST)
    for each in owed(recipients, emails):
        found.setdefault(each.letter_id, []).append(each)
    return found


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
    return found.annotate(stands_for=ArraySubquery(stands_for), served_by=served_by).order_by("dated", "pk")
