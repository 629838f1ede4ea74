"""Partnership plans, made by the real actions: asked for by a band, written, agreed, changed and ended."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from allocations.states import State
from monitoring.plans.draft import actions as drafts
from monitoring.plans.draft.content import EMPTY
from monitoring.plans.models import Objective, PartnershipPlan, PlanReview
from monitoring.plans.plan import actions
from monitoring.plans.reviews import actions as reviews
from monitoring.plans.reviews.queries import in_force
from monitoring.plans.states import EndReason, PlanState, Rating
from schools.models import DocumentVersion, School
from sil.accounts.models import User

from .. import snapshots
from . import allocations, schools

DAY = timedelta(days=1)
# The day on which the bands of `allocations` take effect, so the one on which plans are asked for.
ASKED = allocations.PROPOSED
TARGET = date(2027, 7, 16)


@dataclass(frozen=True)
class Scene:
    """A school whose band asks for a plan, the plan, and the people around it."""

    school: School
    plan: PartnershipPlan
    sip: User
    head: User
    chair: User
    officer: User

    def again(self) -> "Scene":
        return replace(self, plan=PartnershipPlan.objects.get(pk=self.plan.pk))


def day(on: date) -> list[str]:
    return [str(on.day), str(on.month), str(on.year)]


def said(title: str = "Every child reads well", **changes: Any) -> dict[str, Any]:
    """A complete objective, as it is typed."""
    return {
        **{key: list(value) if value == () else value for key, value in EMPTY.items()},
        "title": title,
        "indicator": "Pupils who pass the phonics check",
        "baseline": "61%",
        "target": "80%",
        "target_on": day(TARGET),
        "actions": [{"what": "Train all teachers", "who": "The phonics lead", "by": day(date(2027, 2, 1))}],
        "milestones": [{"what": "70% in the spring check", "by": day(date(2027, 3, 19))}],
        **changes,
    }


def asked(school: School | None = None, band: str = "C") -> Scene:
    made = allocations.scene(State.AGREED, school=school or schools.school(), band=band)
    plan = PartnershipPlan.objects.get(school=made.school)
    return Scene(made.school, plan, made.sip, made.head, made.chair, made.officer)


def objective(scene: Scene, *, by: User | None = None, on: date = ASKED, **changes: Any) -> Objective:
    """A complete objective of the plan."""
    by = by or scene.sip
    made = drafts.add(scene.plan, by=by, on=on)
    return drafts.save_objective(made, by=by, on=on, content=said(**changes), version=0)


def agree(scene: Scene, by: User, *, on: date = ASKED) -> None:
    version = PartnershipPlan.objects.get(pk=scene.plan.pk).text_version
    actions.agree(scene.plan, by=by, on=on, text_version=version)


def walk(scene: Scene, state: PlanState) -> Scene:
    """Lead a plan that was asked for to a state. One that has ended was agreed before."""
    if state != PlanState.ASKED:
        objective(scene)
    if state in (PlanState.AGREED, PlanState.CHANGING, PlanState.ENDED):
        agree(scene, scene.sip)
        agree(scene, scene.head)
    if state == PlanState.CHANGING:
        actions.change(scene.plan, by=scene.head, on=ASKED, reason="The target was met early.")
    if state == PlanState.ENDED:
        actions.end(scene.plan, by=scene.sip, on=ASKED, why=EndReason.IMPROVED)
    return scene.again()


@snapshots.kept
def scene(state: PlanState = PlanState.ASKED, school: School | None = None) -> Scene:
    return walk(asked(school), state)


def review(
    scene: Scene,
    *ratings: int,
    by: User | None = None,
    on: date = ASKED,
    day: date | None = None,
    cited: DocumentVersion | None = None,
    **more: Any,
) -> PlanReview:
    """A review with a rating for each objective in force, all on track where none is given, each citing a document."""
    objectives = in_force(PartnershipPlan.objects.get(pk=scene.plan.pk))
    given = ratings or [Rating.ON_TRACK] * len(objectives)
    text = {"reason": "Seen in two classes.", "value": "64%", "evidence": "The June check"}
    said = {
        each.pk: reviews.Said(rating=rating, cited=cited, **text)
        for each, rating in zip(objectives, given, strict=True)
    }
    return reviews.record(scene.plan, by=by or scene.sip, on=on, day=day or on, said=said, **more)
