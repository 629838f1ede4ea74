"""Who exists and what is known: schools, people at them, officers for them, inspections of them."""

from .inspections import Inspection
from .people import Assignment, AssignmentRole, Post
from .register import RegisterRun, School, TypeSpell

__all__ = ["Assignment", "AssignmentRole", "Inspection", "Post", "RegisterRun", "School", "TypeSpell"]
