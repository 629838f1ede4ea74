"""Queries of what is on record of the Secretary of State: about the powers of a case, and about a notice that was given
despite one of the Secretary of State."""

from django.db.models import QuerySet

from ..models import Case, ForbiddenNoticeDecision, StateAct


def acts_of(case: Case) -> QuerySet[StateAct]:
    """Return the notices of the Secretary of State to act at the school of a case, the latest first."""
    return StateAct.objects.filter(school=case.school_id).select_related("recorded_by", "ended_by")


def decisions_of(case: Case | int) -> QuerySet[ForbiddenNoticeDecision]:
    """Return what was decided of the notices of a case that section 60(4A) forbade when they were given, the latest
    first. One query."""
    found = ForbiddenNoticeDecision.objects.filter(letter__case=case)
    return found.select_related("by", "letter__case__framework_version").order_by("-pk")
