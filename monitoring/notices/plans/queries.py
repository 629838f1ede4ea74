"""Queries of action plans: those that a person may read, when each is due, and what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import OuterRef, Q, QuerySet, Subquery

from schools.queries import in_post
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline

from ..case.permissions import readable_cases
from ..models import ActionPlan, Assessment, Case, PlanVersion, PlanWithdrawal, RequiredAction
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, CaseState, PlanState
from ..transitions import ACTION_PLAN
from .entries import Entry, entries_of

# Of these the governing body owes something, while the notice has not been complied with. Which notices ask for a plan
# is in the framework file (`Intervention.plan_with`).
OWED = frozenset({PlanState.AWAITED, PlanState.RETURNED})
STILL_ASKED = (PREFORMAL_IN_FORCE | FORMAL_IN_FORCE) - {CaseState.SECURED, CaseState.COMPLIED}


class DueOfPlan(TypedDict):
    """What `with_due` adds: when a plan is due and why; `met_on` is the day the first version was sent."""

    due_on: date | None
    due_basis: str | None
    met_on: date | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    PlanWithDue = WithAnnotations[ActionPlan, DueOfPlan]
else:
    PlanWithDue = ActionPlan


@dataclass(frozen=True)
class Sent:
    """A version that was sent, with what it says and what was found of it."""

    version: PlanVersion
    entries: Sequence[Entry]
    # The one that counts, and those that it corrects, the latest first.
    assessment: Assessment | None
    corrected: Sequence[Assessment]
    withdrawal: PlanWithdrawal | None

    @property
    def assessments(self) -> list[Assessment]:
        """All of them, the earliest first; the last one counts."""
        return [*reversed(self.corrected), self.assessment] if self.assessment else []

    @property
    def found(self) -> Mapping[str, Any]:
        return self.assessment.findings if self.assessment else {}

    @property
    def short(self) -> list[tuple[int, str]]:
        """The required actions for which the plan was found not enough, and why."""
        asked = [(entry.number, self.found.get(str(entry.action.pk), {})) for entry in self.entries]
        return [(number, said["reason"]) for number, said in asked if said and not said["enough"]]


def plans() -> QuerySet[ActionPlan]:
    """Return all plans with their case, school, owner and framework. One query."""
    related = ("notice__case__school", "notice__case__owner", "notice__case__framework_version", "notice__letter")
    unread = ("notice__letter__html", "notice__letter__context", "document__content")
    return ActionPlan.objects.select_related(*related, "saved_by", "document").defer(*unread)


def readable_plans(who: UserRoles) -> QuerySet[PlanWithDue]:
    """Return the plans of the cases that a person may read, and those of a school that the person leads or governs."""
    cases = Case.objects.filter(readable_cases(who)).values("pk")
    at_school = in_post(who.user, who.on, (*GOVERNANCE, *LEADS), school="notice__case__school")
    return with_due(plans().filter(Q(notice__case__in=cases) | at_school))


def with_due(found: QuerySet[ActionPlan]) -> QuerySet[PlanWithDue]:
    """Return plans with the day on which they are due (`DueOfPlan`)."""
    mine = Deadline.objects.filter(
        rule=ACTION_PLAN,
        subject_table=ActionPlan._meta.db_table,
        subject_id=OuterRef("pk"),
    ).order_by("-pk")
    return found.annotate(
        due_on=Subquery(mine.values("due_on")[:1]),
        due_basis=Subquery(mine.values("basis")[:1]),
        met_on=Subquery(mine.values("met_on")[:1]),
    )


def plans_owed(found: QuerySet[PlanWithDue]) -> QuerySet[PlanWithDue]:
    """Return those of some plans that a governing body has to send, or to send again."""
    return found.filter(status__in=OWED, notice__case__status__in=STILL_ASKED)


def plans_late(found: QuerySet[PlanWithDue], on: date) -> QuerySet[PlanWithDue]:
    """Return those of some plans (`with_due`) that were not sent in time and still are not."""
    return plans_owed(found).filter(met_on__isnull=True, due_on__lt=on)


def actions_of(plan: ActionPlan) -> list[RequiredAction]:
    """Return the required actions of its notice, in their order. One query."""
    return list(plan.notice.required_actions.all())


def sent_of(plan: ActionPlan, actions: Sequence[RequiredAction]) -> list[Sent]:
    """Return every version that was sent, the newest first. Two queries."""
    related = plan.versions.select_related("sent_by", "document", "withdrawal__by").defer("document__content")
    return [_sent(version, actions) for version in related.prefetch_related("assessments__by")]


def _sent(version: PlanVersion, actions: Sequence[RequiredAction]) -> Sent:
    found = [*version.assessments.all()]
    return Sent(
        version,
        entries_of(actions, version.entries),
        found[0] if found else None,
        found[1:],
        getattr(version, "withdrawal", None),
    )


def in_words_of(actions: Sequence[RequiredAction], content: Mapping[str, Any]) -> dict[str, str]:
    """Return a draft in words, by headings, to be compared with another one or copied."""
    found = {}
    for entry in entries_of(actions, content.get("entries", {})):
        of = f"Required action {entry.number}"
        found[f"{of}: what will be done"] = entry.text
        found[f"{of}: who will do it"] = entry.who
        found[f"{of}: by when"] = str(entry.by_when)
        found[f"{of}: how it will be shown"] = entry.known
    return found | {"Anything else": content.get("note", "")}
