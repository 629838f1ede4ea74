"""Queries of what is on record of the Secretary of State about the powers of a case."""

from django.db.models import QuerySet

from ..models import Case, StateAct, StateNotification


def notifications_of(case: Case) -> QuerySet[StateNotification]:
    """Return the notifications of a case, the latest first."""
    return case.state_notifications.select_related("recorded_by").prefetch_related("document")


def acts_of(case: Case) -> QuerySet[StateAct]:
    """Return the notices of the Secretary of State to act at the school of a case, the latest first."""
    return StateAct.objects.filter(school=case.school_id).select_related("recorded_by", "ended_by")
