"""Write the objectives of a plan together: add, save, move, remove and put back. Each is a draft of its own, so that
two people who write different objectives never meet."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from schools.assistants.queries import acting
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.drafts import stage_save
from sil.workflow import Denied

from ..models import Objective, PartnershipPlan
from ..sides.actions import begin, lock, text_changed
from ..sides.permissions import check_writes
from ..sources import Source, Suggestion
from ..states import PlanState
from .content import content_of
from .policies import check_there, check_writable
from .queries import objectives_of

MOST = 30
# Characters of an objective's first words in the history.
_SHORT = 80


@transaction.atomic
def add(
    plan: PartnershipPlan, *, by: User, on: date, source: Source | None = None, suggestion: Suggestion | None = None
) -> Objective:
    """Add an objective, drawn from a suggestion of a source or blank, at the end. The first one starts the writing.

    Raises Denied("not_a_side", "agreed", "not_writable", "too_many").
    """
    plan = lock(plan, to_write=True)
    check_writes(plan, by=by, on=on)
    if plan.status != PlanState.ASKED:
        check_writable(plan)
    _check_room(plan)
    begin(plan, by=by)
    made = Objective.objects.create(
        plan=plan,
        place=_last_place(plan) + 1,
        source=source.slug if source else "",
        source_key=suggestion.key if suggestion else "",
        source_words=suggestion.known if suggestion else "",
        content={"title": suggestion.text} if suggestion else {},
        added_by=by,
        added_on=on,
    )
    _record("plan_objective.added", made, plan, by=by)
    text_changed(plan, by=by, on=on)
    return made


@transaction.atomic
def save_objective(
    objective: Objective, *, by: User, on: date, content: Mapping[str, Any], version: int, over: bool = False
) -> Objective:
    """Save what was typed of an objective. `version` is the save that the writer read; `over` saves over a later one,
    which is kept beside it.

    Raises Denied("not_a_side", "agreed", "not_writable", "removed", "saved_meanwhile").
    """
    plan = lock(objective.plan, to_write=True)
    check_writes(plan, by=by, on=on)
    check_writable(plan)
    found = _locked(objective)
    check_there(found)
    holds = content_of(found)
    if stage_save(found, content, holds=holds, by=by, version=version, over=over):
        found.content = dict(content)
        found.save(update_fields=["content", "version", "replaced", "saved_by", "saved_at"])
        if holds != content:
            text_changed(plan, by=by, on=on)
    return found


def move_up(objective: Objective, *, by: User, on: date) -> None:
    """Move an objective one place up; the first stays first. Raises Denied("not_a_side", "agreed", "not_writable",
    "removed")."""
    _shift(objective, -1, by=by, on=on)


def move_down(objective: Objective, *, by: User, on: date) -> None:
    """Move an objective one place down; the last stays last. Raises Denied as `move_up` does."""
    _shift(objective, 1, by=by, on=on)


@transaction.atomic
def _shift(objective: Objective, places: int, *, by: User, on: date) -> None:
    plan = lock(objective.plan, to_write=True)
    check_writes(plan, by=by, on=on)
    check_writable(plan)
    check_there(_locked(objective))
    order = objectives_of(plan)
    at = next(place for place, each in enumerate(order) if each.pk == objective.pk)
    to = at + places
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        _number(order)
        text_changed(plan, by=by, on=on)


@transaction.atomic
def remove(objective: Objective, *, by: User, on: date) -> Objective:
    """Remove an objective; it stays in the history and can be put back.

    Raises Denied("changed", "not_a_side", "agreed", "not_writable", "removed").
    """
    plan = lock(objective.plan, to_write=True)
    check_writes(plan, by=by, on=on)
    check_writable(plan)
    found = _locked(objective)
    require_as_shown(found)
    check_there(found)
    _record("plan_objective.removed", found, plan, by=by)
    found.removed_by, found.removed_on = by, on
    found.save(update_fields=["removed_by", "removed_on"])
    text_changed(plan, by=by, on=on)
    return found


@transaction.atomic
def put_back(objective: Objective, *, by: User, on: date) -> Objective:
    """Put an objective that was removed back, at the end of the plan.

    Raises Denied("changed", "not_a_side", "agreed", "not_writable", "there", "too_many").
    """
    plan = lock(objective.plan, to_write=True)
    check_writes(plan, by=by, on=on)
    check_writable(plan)
    found = _locked(objective)
    require_as_shown(found)
    if found.removed_on is None:
        raise Denied("there", "This objective is in the plan.")
    _check_room(plan)
    _record("plan_objective.put_back", found, plan, by=by)
    found.removed_by = found.removed_on = None
    found.place = _last_place(plan) + 1
    found.save(update_fields=["removed_by", "removed_on", "place"])
    text_changed(plan, by=by, on=on)
    return found


def _locked(objective: Objective) -> Objective:
    """The objective as it stands; whoever changes one holds the lock of its plan."""
    return Objective.objects.select_related("plan__school", "plan__framework_version", "saved_by").get(pk=objective.pk)


def _check_room(plan: PartnershipPlan) -> None:
    if Objective.objects.filter(plan=plan, removed_on=None).count() >= MOST:
        raise Denied("too_many", f"A plan can have at most {MOST} objectives. Remove one first.")


def _last_place(plan: PartnershipPlan) -> int:
    return Objective.objects.filter(plan=plan).aggregate(last=Max("place"))["last"] or 0


def _number(order: Sequence[Objective]) -> None:
    for place, each in enumerate(order, start=1):
        each.place = place
    Objective.objects.bulk_update(order, ["place"])


def _record(event: str, objective: Objective, plan: PartnershipPlan, *, by: User) -> None:
    text = content_of(objective)["title"].strip()
    short = f"{text[:_SHORT].rstrip()}…" if len(text) > _SHORT else text or "nothing written yet"
    acts = acting(by, plan.school, clock.today())
    events.record(event, subject=objective, by=acts, scope=scope(plan.school), title=plan.title, text=short)
