"""Brokered support at schools that are handed over, and what waits for somebody who leaves."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.following import of_leads, of_partner
from schools.leaving.parts import Item, LeavingPart

from ..models import Support
from ..states import ENDED


def _open(handing: HandoverPlan) -> Sequence[Open]:
    """One query. An administrator reads the words, too."""
    return [(each.school, each.get_status_display()) for each in _of(Q(school__in=handing.schools))]


def _of(condition: Q) -> QuerySet[Support]:
    found = Support.objects.filter(condition).exclude(status__in=ENDED).select_related("school")
    return found.order_by("school__name", "pk")


PART = Part(
    slug="support",
    title="Support from others that is not closed",
    order=45,
    found=_open,
    says=lambda handing: f"It stays with the school. {handing.taking.name} will look after it from {handing.day}.",
)


def _item(row: Support) -> Item:
    return Item(row.school.name, row.get_status_display().lower(), row.get_absolute_url())


_COLUMNS = ("school__name", "status")
LEAVING = (
    LeavingPart(
        slug="support",
        title="Support from others that is not closed",
        order=84,
        **of_partner(_of),
        item=_item,
        columns=_COLUMNS,
        says="It stays with the schools: the next School Improvement Partner looks after it.",
    ),
    LeavingPart(
        slug="support_of_heads",
        title="Support from others that is not closed, for the school",
        order=85,
        **of_leads(_of),
        item=_item,
        columns=_COLUMNS,
        says="It stays with the school: the next headteacher agrees and evaluates it.",
    ),
)
