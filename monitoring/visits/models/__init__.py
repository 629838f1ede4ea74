"""Visits, their reports, agreed actions, terms and extra days."""

from .days import ExtraDays, ExtraDaysRequest, Term
from .reports import AgreedAction, Answer, Comment, Prompts, Report, ReportVersion, UnsentReply
from .visits import Feed, Visit

__all__ = [
    "AgreedAction",
    "Answer",
    "Comment",
    "ExtraDays",
    "ExtraDaysRequest",
    "Feed",
    "Prompts",
    "Report",
    "ReportVersion",
    "Term",
    "UnsentReply",
    "Visit",
]
