"""What the text of a plan lacks before it can be agreed. No user, no queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sil.web.forms import LONGEST_LINE, LONGEST_NOTE
from sil.workflow import Denied

from ..models import Objective, PartnershipPlan
from .content import MEASURES, Written

_LENGTHS = {"title": LONGEST_NOTE, "indicator": LONGEST_NOTE, "baseline": LONGEST_NOTE, "target": LONGEST_NOTE}


@dataclass(frozen=True)
class Gap:
    """A sentence that says what is missing, and the objective that it is about, None where it is about the plan."""

    sentence: str
    objective: Objective | None = None


def gaps(objectives: Sequence[Written]) -> list[Gap]:
    """Return everything that is missing: a plan has an objective, an action, and of each objective how it is measured,
    where the school stands, the target and its day."""
    if not objectives:
        return [Gap("The plan has no objective.")]
    found = [Gap(f"Objective {each.number} {says}.", each.row) for each in objectives for says in _lacks(each)]
    if not any(each.actions for each in objectives):
        found.append(Gap("The plan has no action. Add one to an objective."))
    return found


def _lacks(each: Written) -> Iterator[str]:
    if not each.title:
        yield "does not say what you want to achieve"
    for name, words in MEASURES.items():
        if not getattr(each, name):
            yield f"has no {words}"
    if each.target_on.is_bad:
        yield "has a target date that is not a date"
    elif not each.target_on.is_there:
        yield "has no target date"
    for name, longest in _LENGTHS.items():
        if len(getattr(each, name)) > longest:
            yield f"is too long: shorten its {name} to {longest:,} characters"
    for kind, steps in (("action", each.actions), ("milestone", each.milestones)):
        for step in steps:
            if not step.what:
                yield f"has {kind} {step.number} without what is to be done"
            if step.by.is_bad:
                yield f"has {kind} {step.number} with a date that is not a date"
            if len(step.what) > LONGEST_NOTE or len(step.who) > LONGEST_LINE:
                yield f"is too long: shorten {kind} {step.number}"


def check_complete(objectives: Sequence[Written]) -> None:
    """Raises Denied("incomplete") with everything that is missing."""
    if lacks := gaps(objectives):
        raise Denied("incomplete", " ".join(gap.sentence for gap in lacks))


def check_writable(plan: PartnershipPlan) -> None:
    """Raises Denied("not_writable") unless the text of a plan can be changed."""
    if plan.is_ended:
        raise Denied("not_writable", "The plan has ended, so its text can no longer be changed.")
    if not plan.is_writable:
        raise Denied("not_writable", "The plan is agreed. To change it, choose “Change the plan” on its page first.")


def check_there(objective: Objective) -> None:
    """Raises Denied("removed") where an objective was removed."""
    if objective.removed_on is not None:
        raise Denied(
            "removed", "This objective was removed from the plan. You can put it back on the page of the plan."
        )
