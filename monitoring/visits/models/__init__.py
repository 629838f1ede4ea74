"""Visits, their reports, agreed actions, terms, extra days, and what partners have to give."""

from .actions import ActionStatement, AgreedAction
from .capacity import ContractedDays, Leave
from .days import ExtraDays, ExtraDaysRequest, SchoolDaysRequest, Term
from .kept import DaysCount, ReportFigures, ReportsCount, VisitDue, VisitOwed
from .offers import OfferedTime, TimesOffer
from .reports import Answer, Comment, Prompts, Report, ReportVersion, UnsentReply
from .visits import Feed, Visit

__all__ = [
    "ActionStatement",
    "AgreedAction",
    "Answer",
    "Comment",
    "ContractedDays",
    "DaysCount",
    "ExtraDays",
    "ExtraDaysRequest",
    "Feed",
    "Leave",
    "OfferedTime",
    "Prompts",
    "Report",
    "ReportFigures",
    "ReportVersion",
    "ReportsCount",
    "SchoolDaysRequest",
    "Term",
    "TimesOffer",
    "UnsentReply",
    "Visit",
    "VisitDue",
    "VisitOwed",
]
