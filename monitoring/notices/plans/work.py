"""Work items of action plans: to send, and to chase when late."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from schools.queries import in_post
from sil.accounts.models import in_force
from sil.accounts.roles import GOVERNANCE, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.queries import day_of, last_change
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..case.permissions import readable_cases
from ..models import ActionPlan, Case, Delegation
from ..states import PlanState
from .queries import plans, plans_late, plans_owed, with_due


def _late(who: UserRoles) -> QuerySet[ActionPlan] | None:
    """To whoever signs, the plans of the cases that they read: which role signed is not in the database."""
    if not who.may(Permission.CONCERN_SIGN):
        return None
    cases = Case.objects.filter(readable_cases(who)).values("pk")
    return plans_late(with_due(ActionPlan.objects.filter(notice__case__in=cases)), who.on)


def _items_late(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield to whoever signs the formal notice that its action plan is late. Two queries."""
    stands_in = Delegation.objects.filter(in_force(who.on), delegate=who.user).values_list("role", flat=True)
    roles = who.roles | set(stands_in)
    for plan in _rows(keys):
        if plan.notice.step.signed_by in roles:
            yield _item(plan, "The action plan of the governing body is late", "See what was done")


def _owed(who: UserRoles) -> QuerySet[ActionPlan] | None:
    if not who.holds(*GOVERNANCE):
        return None
    mine = in_post(who.user, who.on, GOVERNANCE, school="notice__case__school")
    return plans_owed(with_due(ActionPlan.objects.filter(mine)))


def _items_owed(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield the plan that the governing body of a person's school owes. One query."""
    for plan in _rows(keys):
        if plan.status == PlanState.RETURNED:
            yield _item(plan, "Change the action plan that was returned, and send it again", "Read why", dated=False)
        else:
            yield _item(plan, f"Send the action plan that the {plan.notice.name_within} asks for", "Write the plan")


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Any]:
    return with_due(plans().filter(pk__in=keys)).annotate(changed_at=last_change(ActionPlan))


def _item(plan: Any, title: str, act: str, *, dated: bool = True) -> WorkItem:
    return WorkItem(
        title=title,
        about=plan.notice.case.school.name,
        href=plan.get_absolute_url(),
        act=act,
        due=plan.due_on if dated else None,
        basis=(plan.due_basis or "") if dated else "",
        since=day_of(plan.changed_at),
    )


FINDERS = (Finder("action plans late", _late, _items_late), Finder("action plans owed", _owed, _items_owed))
