"""Open agreed actions at schools that are handed over."""

from collections.abc import Sequence

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.following import of_partner
from schools.leaving.parts import Item, LeavingPart

from ..models import AgreedAction, Report
from ..states import SHOWN
from .queries import OPEN_PROGRESS, on_record


def _actions(handing: HandoverPlan) -> Sequence[Open]:
    """How many for each school; one query."""
    by_school = {school.pk: school for school in handing.schools}
    there = on_record().filter(school__in=handing.schools, progress__in=OPEN_PROGRESS)
    counts = there.order_by().values_list("school").annotate(n=Count("pk")).order_by(F("school__name"), "school")
    return [(by_school[key], f"{number} action{'' if number == 1 else 's'}") for key, number in counts]


PART = Part(
    slug="actions",
    title="Agreed actions to follow up",
    order=30,
    found=_actions,
    says=lambda handing: f"They move with the school. {handing.taking.name} will follow them up at the next visit.",
)


def _open(condition: Q) -> QuerySet[AgreedAction]:
    # Looked up for each that waits: joined, the database would read every report there is.
    state = Subquery(Report.objects.filter(visit=OuterRef("visit")).values("status")[:1])
    found = AgreedAction.objects.alias(state=state).filter(
        condition, progress__in=OPEN_PROGRESS, state__in=SHOWN, place__lt=AgreedAction.OFF_REPORT
    )
    found = found.select_related("school", "visit")
    return found.order_by("school__name", "pk")


LEAVING = LeavingPart(
    slug="actions",
    title="Agreed actions to follow up",
    order=80,
    **of_partner(_open),
    item=lambda row: Item(row.school.name, "agreed action", reverse("visit", kwargs={"pk": row.visit_id})),
    columns=("visit", "school__name"),
    says="They follow the schools: the next partner follows them up at the next visit.",
)
