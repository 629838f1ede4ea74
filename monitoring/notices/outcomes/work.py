"""Work items of notices and action plans: to judge, to comply with, to send, to assess."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from sil.web.work import WorkItem

from ..case.stages import stage_of
from ..kinds import KINDS, NOTICES, name_of_kind
from ..models import Case, CaseLetter, PlanVersion
from ..statements.queries import oldest_unanswered
from ..statements.work import to_answer
from ..states import FORMAL_IN_FORCE, LetterState, PlanState

_FORMAL = [slug for slug in NOTICES if KINDS[slug].statutory]


class NoticeOfCase(TypedDict):
    """What `with_notice` adds of the notice that was given last: {"pk", "kind", "ends_on", "basis", "plan",
    "plan_status", "plan_sent"}, its last day and the one on which the plan was sent as text."""

    notice: dict[str, Any] | None
    # The oldest representations that nobody has answered, where a formal notice is in force: {"pk", "sent_on",
    # "usable_from"}, its days as text.
    representation: dict[str, Any] | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CaseWithNotice = WithAnnotations[Case, NoticeOfCase]
else:
    CaseWithNotice = Case


def with_notice(cases: QuerySet[Any]) -> QuerySet[CaseWithNotice]:
    """Return cases with what their officers need to know of their latest notice (`NoticeOfCase`)."""
    notices = CaseLetter.objects.filter(case=OuterRef("pk"), kind__in=NOTICES, status=LetterState.GIVEN)
    sent = PlanVersion.objects.filter(plan__notice=OuterRef("pk")).order_by("-number").values("sent_on")
    said = JSONObject(
        pk="pk",
        kind="kind",
        ends_on="period_ends_on",
        basis="period_basis",
        plan="action_plan__pk",
        plan_status="action_plan__status",
        plan_sent=Subquery(sent[:1]),
    )
    return cases.annotate(
        notice=Subquery(notices.order_by("-pk").values(said=said)[:1]), representation=oldest_unanswered(OuterRef("pk"))
    )


def work_of_notice(case: CaseWithNotice, on: date) -> Iterator[WorkItem]:
    """Yield to the owner of a case: to judge a notice whose period is over, to assess a plan that came, and to answer
    representations."""
    if case.representation and case.status in FORMAL_IN_FORCE:
        yield to_answer(case.school.name, case.representation)
    notice = case.notice
    if notice is None:
        return
    ends = date.fromisoformat(notice["ends_on"]) if notice["ends_on"] else None
    to_judge = stage_of(case).while_it_runs is not None
    if to_judge and ends and ends < on:
        name = name_of_kind(notice["kind"], case.rules)
        yield WorkItem(
            title=f"Judge each required action, and whether the notice was met: {name}",
            about=case.school.name,
            href=reverse("notice_judgement", kwargs={"pk": notice["pk"]}),
            act="Judge",
            due=ends,
            basis=notice["basis"],
        )
    if notice["plan_status"] == PlanState.RECEIVED:
        yield WorkItem(
            title="Assess the action plan of the governing body",
            about=case.school.name,
            href=reverse("action_plan_assess", kwargs={"pk": notice["plan"]}),
            act="Assess",
            since=date.fromisoformat(notice["plan_sent"]) if notice["plan_sent"] else None,
        )
