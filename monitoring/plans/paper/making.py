"""Make papers in a worker, each once: on one page where the plan is, and then the detail."""

from typing import Any

from django.template.loader import render_to_string

from schools.queries import scope
from sil import clock
from sil.audit import events
from sil.letters.made import laid_out, make_one, still_to_make
from sil.uploads.downloads import file_name

from ..models import ObjectiveRating, PartnershipPlan, PlanPaper, PlanPaperFile
from ..plan.page import Shown, shown_as_agreed
from ..reviews.page import due_of
from ..reviews.queries import has_not_moved, in_force, latest_of, reviews_of
from ..sides.queries import plans, titles_of
from .queries import still_to_come


def make_next() -> bool:
    """Make the paper that has waited longest. Return False where none waits."""
    return make_one(still_to_come().select_related("plan").order_by("pk"), _make)


def html_of(plan: PartnershipPlan) -> tuple[str, list[ObjectiveRating]]:
    """Return the paper of a plan as HTML, and the ratings that it repeats. It names no band."""
    told = [each for review in reviews_of(plan) for each in review.ratings.all()]
    now = {each.agreed.objective_id: each for each in latest_of([plan]).get(plan.pk, [])}
    agreed = in_force(plan)
    shown = shown_as_agreed(plan, agreed)
    lines = [
        (each, now.get(objective.objective_id), _of(objective.objective_id, told))
        for each, objective in zip(shown, agreed, strict=True)
    ]
    stuck: list[Shown] = [each for each, rating, _ in lines if rating and has_not_moved(rating)]
    context: dict[str, Any] = {
        "plan": plan,
        "school": plan.school,
        "authority": plan.framework.authority,
        "titles": titles_of(plan),
        "made": clock.local(clock.now()),
        "lines": lines,
        "stuck": stuck,
        "review_due": due_of(plan, clock.today()),
        "reviewed_on": max((each.review.on for each in told), default=None),
    }
    return render_to_string("plans/pdf/paper.html", context), told


def _of(objective: int, told: list[ObjectiveRating]) -> list[tuple[ObjectiveRating, Any]]:
    """The ratings of an objective, the latest first, each with the comment of the head."""
    return [
        (each, next((c for c in each.review.comments.all() if c.agreed_id == each.agreed_id), None))
        for each in told
        if each.agreed.objective_id == objective
    ]


def _make(paper: PlanPaper) -> None:
    held = still_to_make(paper)
    if held is None:
        return
    plan = plans().get(pk=paper.plan_id)
    html, told = html_of(plan)
    file = laid_out(html)
    held.taken_until = None
    held.save(update_fields=["taken_until"])
    held.ratings.set(told)
    name = file_name(plan.school.name, plan.title, day=clock.local(paper.asked_at).date(), ending="pdf")
    made = PlanPaperFile.objects.create(paper=held, name=name, **file)
    events.record(
        "plan_paper.made",
        subject=held,
        by=None,
        scope=scope(plan.school),
        title=plan.title,
        pages=made.pages,
        sha256=made.sha256,
    )
