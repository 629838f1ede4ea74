"""Queries of drafts of positions and of their versions."""

from ..models import Allocation, Draft
from ..states import Party

# More than anybody saves while they write one thing.
SAVES = 1_000_000


def draft_of(allocation: Allocation, party: Party) -> Draft | None:
    """Return the draft of a party, freshly read, or None."""
    return Draft.objects.filter(allocation=allocation, party=party).select_related("saved_by").first()


def version_of(allocation: Allocation, party: Party, draft: Draft | None) -> int:
    """Return the number of saves of a party's draft. After each position the count starts again at a much higher
    number, so that a version read before is never taken for the present one."""
    if draft is not None:
        return draft.version
    return SAVES * sum(position.party == party for position in allocation.positions.all())
