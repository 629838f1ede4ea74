"""Visits, their reports, agreed actions, terms and extra days."""

from .days import ExtraDays, ExtraDaysRequest, Term
from .kept import DaysCount, ReportFigures, ReportsCount, VisitOwed
from .reports import AgreedAction, Answer, Comment, Prompts, Report, ReportVersion, UnsentReply
from .visits import Feed, Visit

__all__ = [
    "AgreedAction",
    "Answer",
    "Comment",
    "DaysCount",
    "ExtraDays",
    "ExtraDaysRequest",
    "Feed",
    "Prompts",
    "Report",
    "ReportFigures",
    "ReportVersion",
    "ReportsCount",
    "Term",
    "UnsentReply",
    "Visit",
    "VisitOwed",
]
