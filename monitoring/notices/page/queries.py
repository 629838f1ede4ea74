"""Queries of the page of a case."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline
from sil.web import timeline
from sil.web.timeline import Entry

from ..case.in_use import powers_in_use
from ..case.permissions import has_active_owner
from ..case.queries import NextOfCase, periods_of, readable_with_next
from ..models import Case, Discussion, Finding, ForbiddenNoticeDecision, RequiredAction, SecretaryOfStateNotice

# What of a school's record stands in the chronology of a case; the whole of it is a link away.
RECORD = 200


class PageOfCase(NextOfCase):
    """What `for_page` adds. `has_decisions` says whether a director decided on a notice of the case that section 60(4A)
    forbade. As JSON, days as text: the `people` named on the case {"pk", "name"}, the discussions that were `held`
    (`OF_DISCUSSION`, "director", "recorded_by"), the notice of the Secretary of State that stands {"pk", "given_on",
    "told_on", "note"}, the `periods` of its letters and plans."""

    has_owner: bool
    has_decisions: bool
    has_power_in_use: bool
    people: list[dict[str, Any]]
    held: list[dict[str, Any]]
    of_state: dict[str, Any] | None
    periods: list[dict[str, Any]]


class FindingOfAction(TypedDict):
    """The latest finding, {"result", "evidence", "on", "by"}, its day as text."""

    finding: dict[str, Any] | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CaseOfPage = WithAnnotations[Case, PageOfCase]
    ActionWithFinding = WithAnnotations[RequiredAction, FindingOfAction]
else:
    CaseOfPage, ActionWithFinding = Case, RequiredAction


# What the page of a case shows of a discussion, beside the names of the director and of who recorded it.
OF_DISCUSSION = (
    *("held_on", "director_as", "head_present", "chair_present", "others", "absence", "said", "agreed"),
    "recorded_at",
)


def for_page(who: UserRoles) -> QuerySet[CaseOfPage]:
    """Return the cases that a person may read, with what their page shows beside (`PageOfCase`). `has_owner` says
    whether the owner can still handle cases."""
    periods = Deadline.objects.filter(periods_of(OuterRef(OuterRef("pk")))).order_by("due_on", "pk")
    shown = ("rule", "subject_table", "subject_id", "due_on", "basis", "met_on", "replaced")
    as_json = JSONObject(**{name: F(name) for name in shown})
    named = Case.named.through.objects.filter(case=OuterRef("pk")).order_by("user__name", "user")
    theirs = SecretaryOfStateNotice.objects.filter(school=OuterRef("school"), ended_on__isnull=True)
    held = Discussion.objects.filter(case=OuterRef("pk"))
    what = {"director": F("director__name"), "recorded_by": F("recorded_by__name")}
    what |= {name: F(name) for name in OF_DISCUSSION}
    said = JSONObject(pk=F("pk"), given_on=F("given_on"), told_on=F("told_on"), note=F("note"))
    return readable_with_next(who).annotate(
        has_owner=has_active_owner(who.on),
        has_decisions=Exists(ForbiddenNoticeDecision.objects.filter(letter__case=OuterRef("pk"))),
        has_power_in_use=Exists(powers_in_use(who.on).filter(case=OuterRef("pk"))),
        people=ArraySubquery(named.values(said=JSONObject(pk=F("user"), name=F("user__name")))),
        held=ArraySubquery(held.values(as_json=JSONObject(**what))),
        of_state=Subquery(theirs.values(said=said)[:1]),
        periods=ArraySubquery(periods.values(said=as_json)),
    )


def chronology(case: Case, who: UserRoles) -> list[Entry]:
    """Return what happened at the school around a case, the latest first: this case and earlier ones, visits,
    inspections, allocations and letters, as far as a person may read it. One query."""
    return timeline.once(timeline.latest(case.school, who, RECORD))


def required_actions(letters: Iterable[int]) -> QuerySet[ActionWithFinding]:
    """Return what letters require, each with its latest finding. `letters` are keys."""
    found = Finding.objects.filter(action=OuterRef("pk")).order_by("-pk")
    said = JSONObject(result=F("result"), evidence=F("evidence"), on=F("found_on"), by=F("found_by__name"))
    return RequiredAction.objects.filter(letter__in=letters).annotate(finding=Subquery(found.values(said=said)[:1]))
