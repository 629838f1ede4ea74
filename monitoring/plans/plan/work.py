"""Work items of partnership plans: to write one that is asked for, and to agree a text."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of, last_change
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import PartnershipPlan
from ..states import OPEN, PlanState, Side


def to_write(user: User, on: date) -> Q:
    """A condition on open plans that wait for a person: of either side, and not agreed for it yet."""
    as_head = in_post(user, on, LEADS) & Q(head_agreement=None)
    return as_head | assigned(user, on, role=AssignmentRole.SIP) & Q(partner_agreement=None)


def _open(who: UserRoles) -> QuerySet[PartnershipPlan] | None:
    if not who.holds(*LEADS) and not who.may(Permission.VISIT_RECORD):
        return None
    return PartnershipPlan.objects.filter(to_write(who.user, who.on), status__in=OPEN)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield what is to do with each. One query."""
    for plan in _rows(keys):
        title, act = _words(plan)
        yield WorkItem(
            title=title,
            about=plan.school.name,
            href=plan.get_absolute_url(),
            act=act,
            due=plan.due_on if not plan.number else None,
            basis="To be agreed by both sides." if not plan.number else "",
            since=day_of(plan.changed_at),
        )


def _words(plan: PartnershipPlan) -> tuple[str, str]:
    side = plan.waits_for
    if side is None:
        if plan.status == PlanState.ASKED:
            return f"Write the {plan.title} together", "Start the plan"
        return f"Write and agree the {'change of the ' if plan.number else ''}{plan.title}", "Continue the plan"
    other = plan.framework.title("sip" if side == Side.HEAD else "headteacher")
    what = f"the change of the {plan.title}" if plan.number else f"the {plan.title}"
    return f"Agree {what}: the {other} has agreed it", "Read and agree"


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Any]:
    found = PartnershipPlan.objects.filter(pk__in=keys).select_related("school", "framework_version")
    return found.annotate(changed_at=last_change(PartnershipPlan))


FINDER = Finder("partnership plans", _open, _items)
