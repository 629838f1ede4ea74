"""What the pages of a plan show: its objectives in words, whose turn it is, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schools.queries import parts_only
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words

from ..draft.content import Written, agreed_step, names_of
from ..draft.policies import gaps
from ..draft.queries import all_written, objectives_of, removed_of
from ..models import AgreedObjective, Objective, PartnershipPlan
from ..reviews.page import section_of
from ..reviews.queries import in_force
from ..sides.permissions import may_read_draft, side_of, writes_for
from ..sides.queries import titles_of
from ..states import PlanState
from .policies import can_move, may_end
from .queries import band_asks, versions_of


@dataclass(frozen=True)
class Shown:
    """An objective as a page shows it, written or agreed. `row` is the one that can be changed, None in a version."""

    number: int
    title: str
    source: str
    measure: tuple[tuple[str, str], ...]
    priorities: str
    actions: tuple[str, ...]
    milestones: tuple[str, ...]
    row: Objective | None = None


def shown_as_agreed(plan: PartnershipPlan, objectives: Sequence[AgreedObjective]) -> list[Shown]:
    return [
        Shown(
            each.place,
            each.title,
            each.source_words,
            _measure(each.indicator, each.baseline, each.target, in_words(each.target_on)),
            names_of(plan, each.priorities),
            tuple(map(agreed_step, each.actions)),
            tuple(map(agreed_step, each.milestones)),
        )
        for each in objectives
    ]


def shown_as_written(plan: PartnershipPlan, objectives: Sequence[Written]) -> list[Shown]:
    return [
        Shown(
            each.number,
            each.title or "Not written yet",
            each.source_words,
            _measure(each.indicator, each.baseline, each.target, str(each.target_on)),
            names_of(plan, each.priorities),
            tuple(map(str, each.actions)),
            tuple(map(str, each.milestones)),
            each.row,
        )
        for each in objectives
    ]


def _measure(indicator: str, baseline: str, target: str, by: str) -> tuple[tuple[str, str], ...]:
    named = (("Shown by", indicator), ("At the start", baseline), ("Target", target), ("By", by))
    return tuple((what, text or "Not written yet") for what, text in named)


def about(plan: PartnershipPlan, who: UserRoles) -> dict[str, Any]:
    """Return what every page of a plan says."""
    side = side_of(plan, who.user, who.on)
    assists = side is None and bool(parts_only(plan.school, who))
    return {"plan": plan, "school": plan.school, "titles": titles_of(plan), "side": side, "assists": assists}


def page_of(plan: PartnershipPlan, who: UserRoles) -> dict[str, Any]:
    """Return what the page of a plan shows to a person: the text that is written to those who read it, the version in
    force to everybody else."""
    context = about(plan, who)
    reads_draft, side = may_read_draft(plan, who), context["side"]
    shows_draft = reads_draft and (plan.is_writable or not plan.number)
    may_write = writes_for(plan, who.user, who.on) is not None
    writes = may_write and plan.is_writable
    if shows_draft:
        found = all_written(objectives_of(plan))
        context |= {"objectives": shown_as_written(plan, found), "gaps": gaps(found) if plan.is_writable else []}
    else:
        context |= {"objectives": shown_as_agreed(plan, in_force(plan))}
    ends = may_end(plan, by=who.user, on=who.on)
    return (
        context
        | section_of(plan, who)
        | {
            "shows_draft": shows_draft,
            "reads_draft": reads_draft,
            "writes": writes,
            "removed": removed_of(plan) if writes else [],
            "agrees": side is not None,
            "starts": may_write and plan.status == PlanState.ASKED,
            "mine": plan.agreement_of(side) if side and plan.is_writable else None,
            "other": context["titles"][side.other] if side else "",
            "agreements": _agreements(plan) if reads_draft else [],
            "versions": versions_of(plan) if plan.number else [],
            "may_change": side is not None and can_move(plan, "change"),
            "may_give_up": side is not None and can_move(plan, "give_up"),
            "may_end": ends and can_move(plan, "end"),
            "may_reopen": ends and plan.is_ended,
            "not_asked": ends and not plan.is_ended and not band_asks(plan, who.on),
        }
    )


def _agreements(plan: PartnershipPlan) -> list[Any]:
    """The agreements to the text as it stands, while it is written."""
    return [each for each in (plan.partner_agreement, plan.head_agreement) if each] if plan.is_writable else []
