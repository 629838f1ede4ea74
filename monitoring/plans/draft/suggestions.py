"""What objectives can be drawn from: what Ofsted asked the school to improve, and criteria of the grid that were marked
with a band that asks for a plan."""

from collections.abc import Sequence

from allocations.models import Mark, Settlement
from schools.models import AreaForImprovement
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words

from ..models import PartnershipPlan
from ..sources import Source, Suggestion

_Progress = AreaForImprovement.Progress
_DONE = (_Progress.IMPROVED, _Progress.ASKED_AGAIN)
MOST = 20


def _areas(plan: PartnershipPlan, who: UserRoles) -> Sequence[Suggestion]:
    """What inspections asked for and is not improved, the latest first. One query."""
    schools = urns_with_predecessors(plan.school)
    there = AreaForImprovement.objects.filter(
        inspection__school__in=schools, inspection__withdrawn_on=None, parent=None
    )
    rows = there.exclude(progress__in=_DONE).select_related("inspection")
    return [
        Suggestion(
            key=str(area.pk),
            text=area.text,
            known=f"{area.get_kind_display()}, inspection of {in_words(area.inspection.starts_on)}: {area.text}",
        )
        for area in rows.order_by("-inspection__starts_on", "place")[:MOST]
    ]


def _criteria(plan: PartnershipPlan, who: UserRoles) -> Sequence[Suggestion]:
    """The criteria that were marked with no better band than those that ask for a plan, as the band was settled. Two
    queries."""
    allocation = plan.allocation
    settled = Settlement.objects.filter(allocation=allocation).order_by("-made_at", "-pk").first()
    rules = plan.framework.partnership_plan
    if settled is None or rules is None:
        return []
    found = []
    for mark in Mark.objects.filter(position=settled.position_id):
        criterion = allocation.framework.criterion(mark.criterion)
        if criterion and mark.bands and set(mark.bands) <= set(rules.bands):
            known = f"{allocation.framework.allocation.short} {allocation.round}, {criterion.name}"
            words = criterion.reading_of(mark.bands[0]).text or mark.reason
            found.append(
                Suggestion(
                    key=mark.criterion,
                    text=f"{criterion.name}: {words}" if words else criterion.name,
                    known=f"{known}: {allocation.framework.names(mark.bands)}. {mark.reason}".strip(),
                )
            )
    return found


SOURCES = (
    Source(slug="areas", order=10, title="What Ofsted asked the school to improve", gives=_areas),
    Source(slug="criteria", order=20, title="Criteria of the band", gives=_criteria, tells_band=True),
)
