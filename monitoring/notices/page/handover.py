"""The concern cases of a partner whose schools are handed over.

Restricted ones are left out: whoever hands schools over may not read them. Their owner, who is told of the
handover, passes them on. None stays on the page of the handover, which is read longer and by others: the new owner is
told of each.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from sil.accounts.user_roles import roles_of

from ..case.permissions import readable_cases
from ..case.readers import hand_to
from ..models import Case


def _owned(handing: HandoverPlan) -> QuerySet[Case]:
    found = Case.objects.filter(
        owner=handing.giving, school__in=handing.schools, ended_on__isnull=True, restricted=False
    )
    return found.select_related("school").order_by("school__name", "pk")


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """Those that whoever hands over may read: an administrator reads none. One query."""
    shown = _owned(handing)
    if handing.by is not None:
        shown = shown.filter(readable_cases(roles_of(handing.by, handing.on)))
    return [(case.school, f"Case {case.reference}") for case in shown]


def _says(handing: HandoverPlan) -> str:
    if handing.has_come:
        return f"{handing.taking.name} is the case owner from today."
    return f"{handing.giving.name} stays the case owner until {handing.day} and then assigns each one to its new owner."


def _move(handing: HandoverPlan) -> None:
    if handing.has_come:
        for case in _owned(handing):
            hand_to(case, handing.taking, by=handing.by)


PART = Part(slug="cases", title="Concern cases", order=60, found=_found, says=_says, move=_move, is_kept=False)
