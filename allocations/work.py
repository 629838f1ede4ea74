"""What of the allocations waits for this person?"""

from collections.abc import Iterator

from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.roles import LEADS, Permission
from sil.accounts.standing import Standing
from sil.framework.years import label
from sil.web.work import WorkItem

from .models import Allocation
from .queries import with_deadline
from .states import AWAITING_OFFICER, AWAITING_SCHOOL


def waiting(standing: Standing) -> Iterator[WorkItem]:
    """Proposals to make, for a School Improvement Partner; proposals to answer, for a headteacher."""
    found = Allocation.objects.select_related("round__framework_version", "school")
    if standing.may(Permission.ALLOCATION_AGREE):
        mine = found.filter(in_post(standing.user, standing.on, LEADS), status__in=AWAITING_SCHOOL)
        for allocation in with_deadline(mine):
            name = allocation.framework.allocation.name
            yield WorkItem(
                title=f"Answer the proposed {name} {label(allocation.round.academic_year)}",
                about=allocation.school.name,
                href=allocation.get_absolute_url(),
                act="Read and answer",
                due=allocation.answer_due,
                basis=allocation.answer_basis,
            )
    if standing.may(Permission.ALLOCATION_PROPOSE):
        mine = found.filter(
            assigned(standing.user, standing.on, role=AssignmentRole.SIP), status__in=AWAITING_OFFICER
        ).select_related("draft")
        for allocation in mine:
            name = allocation.framework.allocation.short
            yield WorkItem(
                title=f"Propose the {name} {label(allocation.round.academic_year)}",
                about=allocation.school.name,
                href=f"{allocation.get_absolute_url()}propose/",
                act="Go on with the draft" if hasattr(allocation, "draft") else "Propose",
            )
