"""Work items of action plans: to send, and to chase when late."""

from collections.abc import Iterator

from schools.queries import in_post
from sil.accounts.models import in_force
from sil.accounts.roles import GOVERNANCE
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from ..case.permissions import readable_cases
from ..models import Case, Delegation
from ..states import PlanState
from .queries import PlanWithDue, plans, plans_late, plans_owed, with_due


def work_of_signatory(who: UserRoles) -> Iterator[WorkItem]:
    """Yield to whoever signs the formal notice that its action plan is late. One query, and one more where any is."""
    found = list(
        plans_late(
            with_due(plans().filter(notice__case__in=Case.objects.filter(readable_cases(who)).values("pk"))), who.on
        )
    )
    if not found:
        return
    stands_in = Delegation.objects.filter(in_force(who.on), delegate=who.user).values_list("role", flat=True)
    roles = who.roles | set(stands_in)
    for plan in found:
        if plan.notice.step.signed_by in roles:
            yield _item(plan, "The action plan of the governing body is late", "See what was done")


def work_of_governors(who: UserRoles) -> Iterator[WorkItem]:
    """Yield the plan that the governing body of a person's school owes. One query."""
    mine = plans().filter(in_post(who.user, who.on, GOVERNANCE, school="notice__case__school"))
    for plan in plans_owed(with_due(mine)):
        if plan.status == PlanState.RETURNED:
            yield _item(plan, "Change the action plan that was returned, and send it again", "Read why", dated=False)
        else:
            yield _item(plan, "Send the action plan that the formal warning notice asks for", "Write the plan")


def _item(plan: PlanWithDue, title: str, act: str, *, dated: bool = True) -> WorkItem:
    return WorkItem(
        title=title,
        about=plan.notice.case.school.name,
        href=plan.get_absolute_url(),
        act=act,
        due=plan.due_on if dated else None,
        basis=(plan.due_basis or "") if dated else "",
    )
