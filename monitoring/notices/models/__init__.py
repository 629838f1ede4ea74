"""A concern about a school: the case, its evidence and discussions, its letters, what became of them."""

from .answers import LetterAnswer
from .bundles import Bundle, BundleFile, BundlePart
from .cases import Case, CaseEvidence, Discussion, SecretaryOfStateNotice
from .categories import AcademyOrder, SchoolCategory
from .letters import CaseLetter, CaseRecipient, Finding, Judgement, Remark, RequiredAction, Tick
from .plans import ActionPlan, Assessment, PlanVersion, PlanWithdrawal
from .signing import Delegation

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
    "Delegation",
    "Discussion",
    "Finding",
    "Judgement",
    "LetterAnswer",
    "PlanVersion",
    "PlanWithdrawal",
    "Remark",
    "RequiredAction",
    "SchoolCategory",
    "SecretaryOfStateNotice",
    "Tick",
]
