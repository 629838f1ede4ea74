"""Brokered support among what was done for each priority."""

from typing import Any

from django.db.models import F, QuerySet

from monitoring.visits.priorities.sources import Period, Source
from sil.accounts.user_roles import UserRoles
from sil.web.lists.listing import Column

from ..queries import days_given
from ..states import COMMITTED, SPENT
from .queries import readable


def _rows(who: UserRoles, period: Period) -> QuerySet[Any]:
    """The support that was agreed and began in a period, with the days that were given of it."""
    found = readable(who).filter(status__in=(*COMMITTED, *SPENT), starts_on__range=(period.first, period.last))
    return found.annotate(
        tagged=F("priorities"),
        urn=F("school"),
        phase_counted=F("school__phase"),
        counted_days=days_given(),
    )


SUPPORT = Source(
    slug="support",
    order=20,
    one="piece of support from others",
    many="pieces of support from others",
    rows=_rows,
    columns=(
        Column(slug="from", label="From", order=("starts_on",), value=lambda each: each.starts_on),
        Column(slug="school", label="School", order=("school__name",), value=lambda each: each.school.name),
        Column(slug="phase", label="Phase", order=("school__phase",), value=lambda each: each.school.phase),
        Column(slug="topic", label="About", value=lambda each: each.topic_name),
        Column(slug="giver", label="Given by", value=lambda each: each.giver_name),
        Column(
            slug="days", label="Days given", order=("counted_days",), value=lambda each: each.counted_days, numeric=True
        ),
    ),
    sort="-from",
)
