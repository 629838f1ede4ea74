"""Queries of drafts of positions and of their versions."""

from ..models import Allocation, Draft
from ..states import Party

# More than anybody saves while they write one thing.
SAVES = 1_000_000


def draft_of(allocation: Allocation, party: Party) -> Draft | None:
    """What a side is writing, freshly read."""
    return Draft.objects.filter(allocation=allocation, party=party).select_related("saved_by").first()


def version_of(allocation: Allocation, party: Party, draft: Draft | None) -> int:
    """How often a side has saved its draft. Each position it took begins a new count, far from the
    last, so that what a window read before never passes for what is there now."""
    if draft is not None:
        return draft.version
    return SAVES * sum(position.party == party for position in allocation.positions.all())
