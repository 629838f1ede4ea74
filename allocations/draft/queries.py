"""Queries of drafts of positions and of their versions."""

from collections.abc import Sequence
from datetime import date

from schools.models import AssignmentRole
from schools.queries import leads_of, officers_with_cover
from sil.accounts.models import User

from ..allocation.permissions import deciders
from ..models import Allocation, Draft
from ..states import Party

# More than anybody saves while they write one thing.
SAVES = 1_000_000


def draft_of(allocation: Allocation, party: Party) -> Draft | None:
    """Return the draft of a party, freshly read, or None."""
    return Draft.objects.filter(allocation=allocation, party=party).select_related("saved_by").first()


def writers(allocation: Allocation, party: Party, *, but: User, on: date) -> list[User]:
    """Return the people besides one who write the draft of a party on a day: its partners, those who lead the school,
    or those who may decide."""
    if party == Party.SIP:
        found: Sequence[User] = officers_with_cover(allocation.school, AssignmentRole.SIP, on)
    elif party == Party.SCHOOL:
        found = [post.user for post in leads_of(allocation.school, on) if post.user.is_active]
    else:
        found = deciders(allocation, party, on)
    return [person for person in dict.fromkeys(found) if person != but]


def version_of(allocation: Allocation, party: Party, draft: Draft | None) -> int:
    """Return the number of saves of a party's draft. After each position the count starts again at a much higher
    number, so that a version read before is never taken for the present one."""
    if draft is not None:
        return draft.version
    return SAVES * sum(position.party == party for position in allocation.positions.all())
