"""Rounds and allocations, the positions taken on them, and the evidence."""

from .allocations import NEVER, Allocation, Conflict, Round
from .bulk import BulkDraft
from .evidence import Evidence
from .kept import RoundTally, SchoolToCompare
from .more_time import TimeRequest
from .outliers import OutlierDismissal
from .positions import LONG_TEXT, SHORT_TEXT, Draft, Mark, Moderation, Position, PositionWithdrawal, Settlement

__all__ = [
    "LONG_TEXT",
    "NEVER",
    "SHORT_TEXT",
    "Allocation",
    "BulkDraft",
    "Conflict",
    "Draft",
    "Evidence",
    "Mark",
    "Moderation",
    "OutlierDismissal",
    "Position",
    "PositionWithdrawal",
    "Round",
    "RoundTally",
    "SchoolToCompare",
    "Settlement",
    "TimeRequest",
]
