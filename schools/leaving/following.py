"""What follows a school to its next partner, or a post to the next headteacher: who has it, and when nobody does."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from sil.accounts.roles import LEADS

from ..lacking import open_without_lead, open_without_officer
from ..models import AssignmentRole
from ..queries import assigned, in_post


def of_partner(rows: Callable[[Q], QuerySet[Any]], school: str = "school") -> dict[str, Any]:
    """Return what a LeavingPart says of rows that wait for the partner of their school. `rows` finds those of a
    condition, `school` is the path to the school of a row."""
    return {
        "roles": ("sip",),
        "waiting": lambda person, on: rows(assigned(person, on, role=AssignmentRole.SIP, school=school)),
        "gone": lambda on: rows(Q(**{f"{school}__in": open_without_officer(AssignmentRole.SIP, on)})),
        "fix": "Give the school a School Improvement Partner.",
        "school": school,
    }


def of_leads(rows: Callable[[Q], QuerySet[Any]], school: str = "school") -> dict[str, Any]:
    """Return the same of rows that wait for those who lead their school."""
    return {
        "roles": LEADS,
        "waiting": lambda person, on: rows(in_post(person, on, LEADS, school=school)),
        "gone": lambda on: rows(Q(**{f"{school}__in": open_without_lead(on)})),
        "fix": "Give somebody the post of headteacher. We then tell them what waits.",
        "school": school,
    }
