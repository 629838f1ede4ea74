"""A concern about a school: the case, its evidence and discussions, its letters, what became of them."""

from .bundles import Bundle, BundleFile, BundlePart
from .cases import Case, CaseEvidence, Discussion, SecretaryOfStateNotice
from .consents import EmailConsent
from .letters import CaseLetter, CaseRecipient, Finding, Judgement, Remark, RequiredAction, Tick
from .plans import ActionPlan, Assessment, PlanVersion, PlanWithdrawal
from .power_reviews import PowerReview
from .signing import Delegation

__all__ = [
    "ActionPlan",
    "Assessment",
    "Bundle",
    "BundleFile",
    "BundlePart",
    "Case",
    "CaseEvidence",
    "CaseLetter",
    "CaseRecipient",
    "Delegation",
    "Discussion",
    "EmailConsent",
    "Finding",
    "Judgement",
    "PlanVersion",
    "PlanWithdrawal",
    "PowerReview",
    "Remark",
    "RequiredAction",
    "SecretaryOfStateNotice",
    "Tick",
]
