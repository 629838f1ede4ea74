"""Work items of cases: those that wait for their owner, or for somebody to assign them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from django.db.models import Q, QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..answers.queries import AnswerOfCase, with_answer
from ..answers.work import work_of_answer
from ..case.conversion import is_changed
from ..case.permissions import has_active_owner, readable_cases
from ..case.queries import NextOfCase, related, with_next
from ..case.stages import ADD_EVIDENCE, lacking_evidence, stage_of
from ..models import Case, CaseEvidence
from ..outcomes.work import NoticeOfCase, with_notice, work_of_notice
from ..powers.queries import ReviewOfPower, with_reviews
from ..powers.work import work_of_reviews

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class WorkOfCase(NextOfCase, NoticeOfCase, AnswerOfCase):
        has_owner: bool
        reviews: list[ReviewOfPower]

    CaseOfWork = WithAnnotations[Case, WorkOfCase]
else:
    CaseOfWork = Case


def _asks(who: UserRoles) -> QuerySet[Case] | None:
    """The open cases that a person owns; to Principal Officers those whose owner can no longer handle them, to
    directors the restricted ones of these."""
    if not who.may(Permission.CONCERN_RECORD, Permission.CONCERN_SIGN):
        return None
    owned = has_active_owner(who.on)
    mine = Q(owned, owner=who.user)
    if who.may(Permission.CONCERNS_READ_ALL):
        mine |= ~owned if who.may(Permission.CONCERN_RECORD) else Q(~owned, restricted=True)
    return Case.objects.filter(readable_cases(who), mine, ended_on__isnull=True)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """Yield what cases ask of a person: of the owner of a case a conversion to see to, a discussion to record, evidence
    that is missing, a notice to judge, a power to review, a plan to assess, an answer that did not come; of Principal
    Officers a case whose owner can no longer handle it, and of directors a restricted one. One query."""
    for case in _rows(keys, who.on):
        if item := _first_of(case):
            yield item
        if case.has_owner and not is_changed(case):
            yield from work_of_notice(case, who.on)
            yield from work_of_answer(case, who.on)
            yield from work_of_reviews(case.school.name, case.pk, case.reviews, who.on)


@made_once
def _rows(keys: Sequence[int], on: date) -> "QuerySet[CaseOfWork]":
    there = related(Case.objects.filter(pk__in=keys)).annotate(has_owner=has_active_owner(on))
    found = with_reviews(with_answer(with_notice(with_next(there))), on).order_by("opened_on", "pk")
    return cast("QuerySet[CaseOfWork]", found)


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
        since=case.opened_on,
    )


FINDER = Finder("cases", _asks, _items)
