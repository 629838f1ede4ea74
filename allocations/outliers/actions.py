"""Dismiss what stands out about a band, with a reason."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.framework.years import label
from sil.workflow import Denied

from ..allocation.actions import lock
from ..models import Allocation, OutlierDismissal


@transaction.atomic
def dismiss(allocation: Allocation, *, by: User, on: date, kind: str, facts: str, reason: str) -> OutlierDismissal:
    """Keep why a band is right although something speaks against it; `facts` are the words that were read.

    Raises Denied("not_allowed", "no_reason", "dismissed").
    """
    title = allocation.framework.title("principal_officer")
    check_may(by, on, Permission.ALLOCATION_DECIDE, sentence=f"Only a {title} can dismiss what stands out.")
    allocation = lock(allocation)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the band is right all the same.")
    if OutlierDismissal.objects.filter(allocation=allocation, kind=kind, facts=facts).exists():
        raise Denied("dismissed", "This was dismissed already.")
    events.record(
        "allocation.outlier_dismissed",
        subject=allocation,
        by=by,
        scope=scope(allocation.school),
        reason=reason.strip(),
        year=label(allocation.round.academic_year),
        facts=facts,
    )
    return OutlierDismissal.objects.create(
        allocation=allocation, kind=kind, facts=facts, reason=reason.strip(), by=by, on=on, at=clock.now()
    )
