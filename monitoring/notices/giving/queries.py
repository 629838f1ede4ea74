"""Which letters wait for a person?"""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sil.accounts.user_roles import UserRoles
from sil.letters.models import Method, Recipient

from ..delegations.permissions import delegations_on
from ..letters.queries import (
    readable_letters,
)
from ..models import CaseLetter
from ..states import LetterState
from .delivery import stuck

# For so long a message that did not leave is asked after; its letter says so for good.
ASKED_AFTER = timedelta(days=14)


def waiting(who: UserRoles) -> QuerySet[Any]:
    """The letters that wait for a person, those that are to go first at the top: presented ones that they
    did not write in; what is under way that they wrote in or look after; and what was given while a copy is
    still to be handed over or posted, or a message does not leave (`is_stuck`). `stands_for` are the roles they sign
    in besides their own, `served_by` is how it reaches whom it is addressed to. One query."""
    wrote = Exists(CaseLetter.writers.through.objects.filter(caseletter=OuterRef("pk"), user=who.user))
    unserved = Recipient.objects.filter(letter=OuterRef("letter"), delivery=None).exclude(method=Method.EMAIL)
    under_way = Q(status__in=[LetterState.DRAFTED, LetterState.RETURNED, LetterState.LAPSED, LetterState.SIGNED])
    mine = Q(case__owner=who.user) | Q(wrote)
    wanted = Q(~wrote, status=LetterState.PRESENTED) | mine & (
        under_way | Q(Q(Exists(unserved)) | Q(is_stuck=True, dated__gte=who.on - ASKED_AFTER), status=LetterState.GIVEN)
    )
    first = Recipient.objects.filter(letter=OuterRef("letter"), is_copy=False).order_by("pk")
    stands_for = delegations_on(who.on).filter(delegate=who.user).order_by().values("role")
    found = readable_letters(who).select_related("prepared_by")
    found = found.annotate(is_stuck=Exists(stuck(OuterRef("letter"), who.on))).filter(wanted)
    served_by = Subquery(first.values("method")[:1])
    return found.annotate(stands_for=ArraySubquery(stands_for), served_by=served_by).order_by("dated", "pk")
