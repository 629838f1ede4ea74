"""Which notices wait for this person's judgement, which action plans to be sent, assessed or asked after?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from schools.queries import in_post
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from ..kinds import KINDS, NOTICES
from ..models import Case, CaseLetter
from ..plans.work import _of_governors, _of_signatory
from ..states import CaseState, LetterState, PlanState

# Of these the notice that was given last has not been judged.
_UNJUDGED = (CaseState.PREFORMAL, CaseState.FORMAL)
_FORMAL = [slug for slug in NOTICES if KINDS[slug].statutory]
# A formal notice takes the place of the one before it.
_IN_FORCE = Q(case__status=CaseState.PREFORMAL) | Q(case__status=CaseState.FORMAL, kind__in=_FORMAL)


def with_notice(cases: QuerySet[Case]) -> QuerySet[Any]:
    """Cases with `notice`, what their officers need to know of the one that was given last: {"pk", "kind",
    "ends_on", "basis", "plan", "plan_status"}."""
    notices = CaseLetter.objects.filter(case=OuterRef("pk"), kind__in=NOTICES, status=LetterState.GIVEN)
    said = JSONObject(
        pk="pk",
        kind="kind",
        ends_on="period_ends_on",
        basis="period_basis",
        plan="action_plan__pk",
        plan_status="action_plan__status",
    )
    return cases.annotate(notice=Subquery(notices.order_by("-pk").values(said=said)[:1]))


def of_notice(case: Any, on: date) -> Iterator[WorkItem]:
    """To whoever looks after a case (`with_notice`): to judge a notice whose period is over, and to assess a
    plan that came."""
    notice = case.notice
    if notice is None:
        return
    ends = date.fromisoformat(notice["ends_on"]) if notice["ends_on"] else None
    if case.status in _UNJUDGED and ends and ends < on:
        yield WorkItem(
            title=f"Judge each required action, and whether the notice was met: {KINDS[notice['kind']].name}",
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
        )


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """The acts that are this person's, whatever roles they hold."""
    if who.may(Permission.CONCERN_SIGN):
        yield from _of_signatory(who)
    if who.holds(*GOVERNANCE):
        yield from _of_governors(who)
    if who.holds(*GOVERNANCE, *LEADS):
        yield from _of_school(who)


def _of_school(who: UserRoles) -> Iterator[WorkItem]:
    """What a notice requires of their school while its period runs. One query."""
    mine = in_post(who.user, who.on, (*GOVERNANCE, *LEADS), school="case__school")
    given = CaseLetter.objects.filter(mine, _IN_FORCE, kind__in=NOTICES, status=LetterState.GIVEN)
    running = given.filter(period_ends_on__gte=who.on)
    for notice in running.select_related("case__school", "letter").defer("letter__html", "letter__context"):
        assert notice.letter is not None, "it was given"
        yield WorkItem(
            title=f"Do what the {notice.name_within} requires",
            about=notice.case.school.name,
            href=reverse("letter", kwargs={"reference": notice.letter.reference}),
            act="Read the notice",
            due=notice.period_ends_on,
            basis=notice.period_basis,
        )
