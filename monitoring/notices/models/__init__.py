"""A concern about a school: the case, its evidence and discussions, its letters, what became of them."""

from .answers import LetterAnswer
from .bundles import Bundle, BundleFile, BundlePart
from .cases import Case, CaseEvidence, Discussion, SecretaryOfStateNotice
from .categories import AcademyOrder, SchoolCategory
from .confirmations import Confirmation
from .consents import EmailConsent
from .letters import CaseLetter, CaseRecipient, Finding, Judgement, Remark, RequiredAction, Tick
from .plans import ActionPlan, Assessment, PlanVersion, PlanWithdrawal
from .power_reviews import PeriodicReview, PowerEnd, PowerReview
from .signing import Delegation
from .state import ForbiddenNoticeDecision, StateAct, StateNotification
from .statements import RepresentationAnswer, Statement, StatementDocument, StatementEntry

__all__ = [
    "AcademyOrder",
    "ActionPlan",
    "Assessment",
    "Bundle",
    "BundleFile",
    "BundlePart",
    "Case",
    "CaseEvidence",
    "CaseLetter",
    "CaseRecipient",
    "Confirmation",
    "Delegation",
    "Discussion",
    "EmailConsent",
    "Finding",
    "ForbiddenNoticeDecision",
    "Judgement",
    "LetterAnswer",
    "PeriodicReview",
    "PlanVersion",
    "PlanWithdrawal",
    "PowerEnd",
    "PowerReview",
    "Remark",
    "RepresentationAnswer",
    "RequiredAction",
    "SchoolCategory",
    "SecretaryOfStateNotice",
    "StateAct",
    "StateNotification",
    "Statement",
    "StatementDocument",
    "StatementEntry",
    "Tick",
]
