"""Schools, the people at them, the officers for them, inspections, figures, letters and files."""

from .assistants import Assistant
from .casework_access import CaseworkAccess
from .covers import Cover, Handover
from .documents import DocumentVersion, SchoolDocument
from .files import BroughtInFile, PeopleFile, RegisterFetch, RegisterFile, RegisterFilePart
from .indicators import Comparator, Indicator
from .inspections import AreaForImprovement, Finding, Inspection
from .letters import ActionStatus, AuthorityAction, AuthorityActionVersion, OfstedLetter, PassageKind
from .links import SchoolLink
from .people import Assignment, AssignmentRole, Post
from .register import RegisterRun, School, TypeSpell
from .signs import SignDecision
from .trusts import TrustPost
from .watches import Watch
from .words import Word

__all__ = [
    "ActionStatus",
    "AreaForImprovement",
    "Assignment",
    "AssignmentRole",
    "Assistant",
    "AuthorityAction",
    "AuthorityActionVersion",
    "BroughtInFile",
    "CaseworkAccess",
    "Comparator",
    "Cover",
    "DocumentVersion",
    "Finding",
    "Handover",
    "Indicator",
    "Inspection",
    "OfstedLetter",
    "PassageKind",
    "PeopleFile",
    "Post",
    "RegisterFetch",
    "RegisterFile",
    "RegisterFilePart",
    "RegisterRun",
    "School",
    "SchoolDocument",
    "SchoolLink",
    "SignDecision",
    "TrustPost",
    "TypeSpell",
    "Watch",
    "Word",
]
