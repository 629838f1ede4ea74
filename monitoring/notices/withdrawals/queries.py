"""Queries of powers that were used and rest on a notice withdrawn since."""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from sil.accounts.user_roles import UserRoles

from ..case.in_use import powers_in_use
from ..case.resting import Rest, rests_of
from ..letters.queries import readable_letters
from ..models import CaseLetter, PowerReview
from ..states import LetterState


def powers_to_review(who: UserRoles) -> Iterator[tuple[CaseLetter, Rest]]:
    """Yield the powers in use that rest on a withdrawn notice, of the cases that a person may read, of which no
    director has recorded what becomes of them; under legal advice it is asked again. Two queries."""
    base = CaseLetter.objects.filter(case=OuterRef("case"), status=LetterState.WITHDRAWN)
    stands = PowerReview.objects.filter(letter=OuterRef("pk"), outcome=PowerReview.Outcome.STANDS)
    in_use = powers_in_use(who.on).values("pk")
    used = readable_letters(who).filter(Exists(base), ~Exists(stands), pk__in=in_use, case__ended_on__isnull=True)
    found = list(used.order_by("dated", "pk"))
    rests = _rests(found)
    yield from ((each, rests[each.pk]) for each in found if each.pk in rests)


def reviews_of(letter: CaseLetter) -> QuerySet[PowerReview]:
    """Return what was recorded of a power, the latest first."""
    return letter.power_reviews.select_related("by").order_by("-pk")


def _rests(letters: Iterable[CaseLetter]) -> dict[int, Rest]:
    cases = {each.case_id for each in letters}
    if not cases:
        return {}
    there = CaseLetter.objects.filter(case__in=cases).select_related("letter__withdrawal")
    return rests_of(there.defer("letter__html", "letter__context"))
