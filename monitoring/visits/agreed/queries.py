"""Queries of agreed actions."""

from django.db.models import Q, QuerySet

from ..models import AgreedAction, Visit
from ..states import SHOWN

OPEN_PROGRESS = ("", AgreedAction.Progress.PARTLY, AgreedAction.Progress.NOT_DONE)


def on_record() -> QuerySet[AgreedAction]:
    """Return the actions of reports that stand; those of a withdrawn one are not followed up until it is issued
    again."""
    return AgreedAction.objects.filter(visit__report__status__in=SHOWN)


def earlier_actions(visit: Visit) -> list[AgreedAction]:
    """Return the actions agreed on earlier visits that are still open or were followed up on this visit, the latest
    visit first."""
    before = on_record().filter(school=visit.school_id).exclude(visit=visit)
    before = before.filter(visit__starts_on__lte=visit.starts_on)
    mine = Q(progress__in=OPEN_PROGRESS) | Q(followed_up_at=visit)
    related = before.filter(mine).select_related("visit__framework_version")
    return list(related.order_by("-visit__starts_on", "visit", "place"))
