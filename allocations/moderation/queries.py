"""Queries of what is checked before the school reads it, and of what was said about it."""

from collections.abc import Sequence

from ..models import Allocation, Moderation


def exchange(allocation: Allocation) -> Sequence[Moderation]:
    """Return what was asked, answered and let go, in order. One query."""
    found = Moderation.objects.filter(allocation=allocation).select_related("by", "position")
    return list(found.order_by("at", "pk"))
