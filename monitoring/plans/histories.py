"""Whose history is read of improvement plans with their objectives, and of their reviews."""

from typing import Any

from schools.queries import parts_only
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind

from .models import PartnershipPlan, PlanReview
from .plan.queries import happened_to
from .reviews.queries import readable as readable_reviews
from .sides.permissions import may_read_draft
from .sides.queries import readable as readable_plans

_REVIEWS = tuple(f"plan_review.{each}" for each in ("recorded", "corrected", "added", "redated", "withdrawn"))
_TOLD = (*(f"partnership_plan.{each}" for each in ("asked", "agreed", "ended", "reopened")), *_REVIEWS)


def _whole(record: Any, who: UserRoles) -> bool:
    """Both sides read how a plan was written; governors and assistants of the head read what came of it."""
    plan = getattr(record, "plan", record)
    return may_read_draft(plan, who) and not parts_only(plan.school, who)


HISTORIES = (
    HistoryKind(
        slug="improvement-plan",
        label="improvement plan",
        model=PartnershipPlan,
        rows=readable_plans,
        whole=_whole,
        told=_TOLD,
        parts=happened_to,
    ),
    HistoryKind(
        slug="plan-review",
        label="review of the plan",
        model=PlanReview,
        rows=readable_reviews,
        whole=_whole,
        told=_REVIEWS,
    ),
)
