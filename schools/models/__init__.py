"""Who exists and what is known: schools, people at them, officers for them, inspections of them."""

from .inspections import AreaForImprovement, Finding, Inspection
from .letters import OfstedLetter
from .people import Assignment, AssignmentRole, Post
from .register import RegisterRun, School, TypeSpell

__all__ = [
    "AreaForImprovement",
    "Assignment",
    "AssignmentRole",
    "Finding",
    "Inspection",
    "OfstedLetter",
    "Post",
    "RegisterRun",
    "School",
    "TypeSpell",
]
