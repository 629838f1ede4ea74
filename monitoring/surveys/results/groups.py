"""The groups by which results are shown, and which of them are hidden so that nobody can be told from them.

Pure: no ORM. Each way of grouping is shown beside the whole, never crossed with another.
"""

from collections.abc import Mapping

# Results of fewer people are not shown where answers are given in confidence.
LEAST = 5
WHOLE, PHASE, ROLE, GOOD = "whole", "phase", "role", "good"
DIMENSIONS = {PHASE: "phase", ROLE: "post", GOOD: "whether the fourth question was asked"}
ALL = "All answers"
NAMES = {
    "head": "Headteachers",
    "chair": "Chairs of governors",
    "yes": "Asked the fourth question",
    "no": "Not asked the fourth question",
}


def groups_of(phase: str, role: str, is_good: bool) -> tuple[tuple[str, str], ...]:
    """Return the groups in which an answer counts, as (way of grouping, group)."""
    return ((WHOLE, ALL), (PHASE, phase), (ROLE, role), (GOOD, "yes" if is_good else "no"))


def hidden(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the groups to hide, of all groups into which some answers fall, with the number of answers of each.

    A group of fewer than `LEAST` is hidden. What is left when the groups that are shown are taken from the whole is
    the hidden ones together: the next smallest group is hidden too, until these are either nobody or as many as may be
    shown. So a group that is hidden alone never stays alone.
    """
    small = [name for name, size in sizes.items() if size < LEAST]
    more = sorted((name for name in sizes if name not in small), key=lambda name: (sizes[name], name))
    while more and 0 < sum(sizes[name] for name in small) < LEAST:
        small.append(more.pop(0))
    return frozenset(small)
