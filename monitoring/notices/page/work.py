"""Which cases wait for whoever looks after them?"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from ..case.conversion import is_changed
from ..case.permissions import owned, readable_cases
from ..case.queries import related, with_next
from ..models import Case
from ..outcomes.work import of_notice, with_notice
from ..states import Branch, CaseState

_BEFORE_A_NOTICE = (CaseState.OPENED, CaseState.INVITED, CaseState.DISCUSSED)


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """To the owner of a case: a conversion to be seen to, a discussion to be recorded, evidence that is missing,
    a notice to be judged, a plan to be assessed. To Principal Officers a case whose owner cannot work on it any
    more, to directors a restricted one. One query."""
    if not who.may(Permission.CONCERN_RECORD, Permission.CONCERN_SIGN):
        return
    there = Case.objects.filter(readable_cases(who), ended_on__isnull=True).annotate(has_owner=owned(who.on))
    mine = Q(owner=who.user, has_owner=True)
    if who.may(Permission.CONCERNS_READ_ALL):
        mine |= Q(has_owner=False) if who.may(Permission.CONCERN_RECORD) else Q(has_owner=False, restricted=True)
    for case in with_notice(with_next(related(there.filter(mine)))).order_by("opened_on", "pk"):
        if found := _of(case):
            yield found
        if case.has_owner and not is_changed(case):
            yield from of_notice(case, who.on)


def _of(case: Any) -> WorkItem | None:
    """The one thing that matters most on a case; None where it waits for nobody, or for a letter."""
    if not case.has_owner:
        return _item(case, "Assign the case", "Its owner no longer handles cases", "case_owner", "Choose who")
    if is_changed(case):
        route = "case_convert" if case.school.is_open else "case"
        return _item(case, "Close the case at conversion", "The school has changed", route, "Open the case")
    if case.status == CaseState.INVITED:
        return _item(case, "Record the discussion", "Once it has been held", "case_discussion", "Record it")
    if case.status not in _BEFORE_A_NOTICE:
        return None
    if not case.has_concern:
        return _item(case, "Add evidence to the case", "There is none yet", "case_pick", "Add evidence")
    if case.branch == Branch.MAINTAINED and case.status == CaseState.DISCUSSED and not case.has_inability:
        basis = "A notice also needs evidence of the school's reluctance or inability to act in time"
        return _item(case, "Add evidence to the case", basis, "case_pick", "Add evidence")
    return None


def _item(case: Any, title: str, basis: str, route: str, act: str) -> WorkItem:
    return WorkItem(
        title=f"{title}: case {case.reference}",
        about=case.school.name,
        href=reverse(route, kwargs={"pk": case.pk}),
        act=act,
        basis=basis,
    )
