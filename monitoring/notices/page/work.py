"""Work items of cases: those that wait for their owner, or for somebody to assign them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from django.db.models import Q, QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from ..answers.queries import AnswerOfCase, with_answer
from ..answers.work import work_of_answer
from ..case.conversion import is_changed
from ..case.permissions import has_active_owner, readable_cases
from ..case.queries import NextOfCase, related, with_next
from ..case.stages import ADD_EVIDENCE, lacking_evidence, stage_of
from ..models import Case, CaseEvidence
from ..outcomes.work import NoticeOfCase, with_notice, work_of_notice
from .desk import work_of_director

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class WorkOfCase(NextOfCase, NoticeOfCase, AnswerOfCase):
        has_owner: bool

    CaseOfWork = WithAnnotations[Case, WorkOfCase]
else:
    CaseOfWork = Case


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield what cases ask of a person: of the owner of a case a conversion to see to, a discussion to record, evidence
    that is missing, a notice to judge, a plan to assess, an answer that did not come; of Principal Officers a case
    whose owner can no longer handle it, of directors a restricted one, and of those who sign what they have to decide
    (`work_of_director`). One query, and one more for those who sign."""
    if not who.may(Permission.CONCERN_RECORD, Permission.CONCERN_SIGN):
        return
    if who.may(Permission.CONCERN_SIGN):
        yield from work_of_director(who)
    there = Case.objects.filter(readable_cases(who), ended_on__isnull=True).annotate(has_owner=has_active_owner(who.on))
    mine = Q(owner=who.user, has_owner=True)
    if who.may(Permission.CONCERNS_READ_ALL):
        mine |= Q(has_owner=False) if who.may(Permission.CONCERN_RECORD) else Q(has_owner=False, restricted=True)
    found = with_answer(with_notice(with_next(related(there.filter(mine))))).order_by("opened_on", "pk")
    for case in cast("QuerySet[CaseOfWork]", found):
        if item := _first_of(case):
            yield item
        if case.has_owner and not is_changed(case):
            yield from work_of_notice(case, who.on)
            yield from work_of_answer(case, who.on)


def _first_of(case: CaseOfWork) -> WorkItem | None:
    """What matters most on a case; None where it waits for nobody, or for a letter."""
    if not case.has_owner:
        return _item(case, "Assign the case", "Its owner no longer handles cases", "case_owner", "Choose who")
    if is_changed(case):
        route = "case_convert" if case.school.is_open else "case"
        return _item(case, "Close the case at conversion", "The school has changed", route, "Open the case")
    first = next(iter(stage_of(case).acts), None)
    if first is None:
        return None
    if first.route == "case_discussion":
        return _item(case, "Record the discussion", "Once it has been held", first.route, "Record it")
    lacks = lacking_evidence(case)
    if first != ADD_EVIDENCE or not lacks:
        return None
    basis = "There is none yet"
    if CaseEvidence.BearsOn.CONCERN not in lacks:
        basis = "A notice also needs evidence of the school's reluctance or inability to act in time"
    return _item(case, "Add evidence to the case", basis, first.route, "Add evidence")


def _item(case: Case, title: str, basis: str, route: str, act: str) -> WorkItem:
    return WorkItem(
        title=f"{title}: case {case.reference}",
        about=case.school.name,
        href=reverse(route, kwargs={"pk": case.pk}),
        act=act,
        basis=basis,
    )
