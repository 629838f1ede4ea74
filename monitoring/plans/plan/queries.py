"""Queries of agreed plans: versions and what changed between them, plans by school, and rows for lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from allocations.allocation.holding import held
from monitoring.visits.days.owed import partner_of
from schools.models import School
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.audit.models import Event
from sil.clock import in_words
from sil.deadlines.kept import last_of

from ..draft.content import agreed_step, names_of
from ..models import AgreedObjective, Objective, PartnershipPlan, PlanReview, PlanVersion
from ..reviews.queries import is_not_moving, owed
from ..sides.permissions import readers
from ..sides.queries import readable
from ..states import PlanState
from ..transitions import DEADLINE

# What a plan repeats of the period within which it is to be agreed.
KEPT = last_of(PartnershipPlan, DEADLINE)


class ListColumns(TypedDict):
    """The partner's name, the id of the band that the school holds with the framework that names it, and how many
    objectives the plan has."""

    sip_name: str | None
    band: str | None
    band_version: str | None
    objectives_count: int | None
    # The day of the last review, the day by which the next one is due, and whether an objective has not moved.
    reviewed_on: date | None
    review_due: date | None
    is_stuck: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    PlanRow = WithAnnotations[PartnershipPlan, ListColumns]


@dataclass(frozen=True)
class Changed:
    """What a version says otherwise than the one before, about one objective."""

    what: str
    lines: tuple[str, ...]


def versions_of(plan: PartnershipPlan) -> list[PlanVersion]:
    """Return the versions of a plan with who agreed them, the latest first. One query."""
    return list(plan.versions.select_related("partner_agreement__by", "head_agreement__by"))


def objectives_in_force(who: UserRoles) -> QuerySet[AgreedObjective]:
    """Return the objectives of the versions in force of the plans that a person may read, with their school. An
    objective is the same in each version by its `objective`."""
    found = AgreedObjective.objects.filter(readers(who, plan="version__plan__"))
    found = found.filter(version__number=F("version__plan__number")).exclude(version__plan__status=PlanState.ENDED)
    return found.select_related("version__plan__school", "version__plan__framework_version", "objective")


def plans_of_school(school: School, who: UserRoles) -> QuerySet[PartnershipPlan]:
    """Return the plans of a school, and of those it took the place of, that a person may read, the latest first."""
    return readable(who).filter(school__in=urns_with_predecessors(school)).order_by("-pk")


def listed(who: UserRoles) -> "QuerySet[PlanRow]":
    """Return the plans that a person may read, with what the list says of each."""
    bands = held(who.on).filter(school=OuterRef("school"))
    there = Objective.objects.filter(plan=OuterRef("pk"), removed_on=None).order_by().values("plan")
    return owed(readable(who), who.on).annotate(
        is_stuck=is_not_moving(),
        sip_name=partner_of("school", who.on),
        band=Subquery(bands.values("band")[:1]),
        band_version=Subquery(bands.values("round__framework_version__sha256")[:1]),
        objectives_count=Subquery(there.annotate(n=Count("pk")).values("n")),
    )


def band_asks(plan: PartnershipPlan, on: date) -> bool:
    """Return whether the band that the school holds still asks for a plan. One query."""
    rules = plan.framework.partnership_plan
    band = held(on).filter(school=plan.school_id).values_list("band", flat=True).first()
    return band is not None and rules is not None and band in rules.bands


def happened_to(plan: PartnershipPlan) -> Q:
    """Return the condition on the audit events of a plan, its objectives and its reviews. One query."""
    about = Q(subject_table=PartnershipPlan._meta.db_table, subject_id=str(plan.pk))
    parts = [
        model.objects.filter(plan=plan).order_by().values_list(Value(model._meta.db_table), "pk")
        for model in (Objective, PlanReview)
    ]
    for table, found in groupby(sorted(parts[0].union(*parts[1:], all=True)), key=itemgetter(0)):
        about |= Q(subject_table=table, subject_id__in=[str(key) for _, key in found])
    return about


def history(plan: PartnershipPlan) -> QuerySet[Event]:
    """Return the audit events of a plan, its objectives and its reviews, the latest first."""
    return Event.objects.filter(happened_to(plan)).order_by("-at", "-pk")


# What is compared of an objective, as it reads after its title.
_PARTS = {"title": "objective", "indicator": "indicator", "baseline": "baseline", "target": "target"}


def changes(
    plan: PartnershipPlan, before: Sequence[AgreedObjective], after: Sequence[AgreedObjective]
) -> list[Changed]:
    """Return what a version says otherwise than the one before, objective by objective: those that are new, those that
    are gone, and of the others each part with its old and its new words."""
    earlier = {each.objective_id: each for each in before}
    there = {each.objective_id for each in after}
    found = []
    for each in after:
        old = earlier.get(each.objective_id)
        if old is None:
            found.append(Changed(f"Objective {each.place}, new: {each.title}", ()))
        elif lines := tuple(_lines(plan, old, each)):
            found.append(Changed(f"Objective {each.place}: {each.title}", lines))
    gone = [each for each in before if each.objective_id not in there]
    return found + [Changed(f"Removed: {each.title}", ()) for each in gone]


def _lines(plan: PartnershipPlan, old: AgreedObjective, new: AgreedObjective) -> list[str]:
    was, now = _in_words(plan, old), _in_words(plan, new)
    return [
        f"{what}: {now[what] or 'nothing'} (before: {was[what] or 'nothing'})" for what in now if was[what] != now[what]
    ]


def _in_words(plan: PartnershipPlan, each: AgreedObjective) -> dict[str, str]:
    return {
        **{words.capitalize(): getattr(each, name) for name, words in _PARTS.items()},
        "Target date": in_words(each.target_on),
        "Priorities": names_of(plan, each.priorities),
        "Actions": "; ".join(map(agreed_step, each.actions)),
        "Milestones": "; ".join(map(agreed_step, each.milestones)),
        "Place": str(each.place),
    }
