"""What happens after the allocation: visits, their reports, agreed actions and the days they take."""

from .days import ExtraDays, Term
from .reports import AgreedAction, Answer, Comment, Prompts, Report, ReportVersion, UnsentReply
from .visits import Feed, Visit

__all__ = [
    "AgreedAction",
    "Answer",
    "Comment",
    "ExtraDays",
    "Feed",
    "Prompts",
    "Report",
    "ReportVersion",
    "Term",
    "UnsentReply",
    "Visit",
]
