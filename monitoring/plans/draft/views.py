"""Pages on which both sides write objectives: add one, write it, move it, remove it and put it back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from schools.assistants.queries import name_then
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.models import User
from sil.drafts import Content
from sil.submissions.once import once
from sil.web.drafts import DraftEditor, Words
from sil.web.forms import posted, refuse
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..models import Objective, PartnershipPlan
from ..sides.permissions import side_of, writes_for
from ..sides.queries import readable
from ..sources import SOURCES
from ..states import PlanState, Side
from . import actions
from .content import content_of, in_words_of
from .forms import MOST_ROWS, AddForm, ObjectiveForm, initial_of, rows_of
from .queries import objectives_of, readable_objectives

SIDES = "those who lead the school, their assistants who may prepare the plan, and its partner"


class ObjectiveEditor(DraftEditor[Objective, ObjectiveForm]):
    """The editor of one objective."""

    called = "The plan"

    def __init__(self, request: HttpRequest, found: Objective) -> None:
        self.objective = found
        super().__init__(request, found.plan, found if found.version else None)

    def load(self) -> Objective:
        return readable_objectives(user_roles(self.request)).get(pk=self.objective.pk)

    def holds(self, draft: Objective) -> Content:
        return content_of(draft)

    def write(self, written: ObjectiveForm, *, version: int, over: bool) -> Objective:
        by, on = actor(self.request), user_roles(self.request).on
        return actions.save_objective(
            self.objective, by=by, on=on, content=written.content(), version=version, over=over
        )

    def name_of(self, saver: User, day: date) -> str:
        return name_then(saver, self.objective.plan.school, day)

    def in_words(self, content: Content) -> Words:
        return in_words_of(self.objective.plan.framework.priorities, content)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what an objective is drawn from, and start to write it."""
    who = user_roles(request)
    plan = get_object_or_404(readable(who), pk=pk)
    if writes_for(plan, who.user, who.on) is None:
        raise Http404
    if request.method != "POST" and plan.status != PlanState.ASKED and not plan.is_writable:
        return redirect(plan)
    assists = side_of(plan, who.user, who.on) is None
    offered = [(source, source.gives(plan, who)) for source in SOURCES if not (assists and source.tells_band)]
    form = AddForm(posted(request), offered=offered)
    if request.method == "POST" and form.is_valid():
        source, suggestion = form.chosen()
        try:
            made = actions.add(plan, by=actor(request), on=who.on, source=source, suggestion=suggestion)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You added an objective. Write below how it is measured and what will be done.")
            return redirect(made)
    return render(request, "plans/objective_add.html", {"plan": plan, "school": plan.school, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one objective. It is saved as it is typed; both sides can read and change it at once."""
    found, who = _written_by(request, pk), user_roles(request)
    plan = found.plan
    if request.method != "POST" and (found.removed_on or not plan.is_writable):
        return redirect(plan)
    editor, content = ObjectiveEditor(request, found), content_of(found)
    rows = tuple(
        rows_of(content[f"{kind}s"], request.GET.get(kind, ""), _sent(request, kind))
        for kind in ("action", "milestone")
    )
    form = ObjectiveForm(
        posted(request), priorities=plan.framework.priorities, rows=(rows[0], rows[1]), initial=initial_of(content)
    )
    if request.method == "POST":
        try:
            saved = editor.store(form)
        except Denied as denied:
            return editor.too_late(denied.sentence, form)
        if editor.is_autosave:
            return editor.answer()
        if saved and form.goes_on(sends=request.POST.get("act") == "done"):
            return _after_saving(request, found, rows)
    side = writes_for(plan, who.user, who.on)
    context: dict[str, Any] = {
        "plan": plan,
        "school": plan.school,
        "objective": found,
        "assists": side_of(plan, who.user, who.on) is None,
        "number": str(_number(found)),
        "form": form,
        "editor": editor,
        "agreed": _agreed_in_words(plan),
        "other": plan.title_of(Side.PARTNER if side == Side.HEAD else Side.HEAD),
    }
    return render(request, "plans/objective.html", context)


def _sent(request: HttpRequest, kind: str) -> int:
    return sum(f"{kind}-{place}-what" in request.POST for place in range(MOST_ROWS))


def _number(found: Objective) -> int:
    keys = [each.pk for each in objectives_of(found.plan)]
    return keys.index(found.pk) + 1 if found.pk in keys else 0


def _agreed_in_words(plan: PartnershipPlan) -> str:
    """Who has agreed the text as it stands, within a sentence; blank for nobody."""
    return " and the ".join(plan.title_of(side) for side in Side if plan.agreement_of(side))


def _after_saving(request: HttpRequest, found: Objective, rows: tuple[int, ...]) -> HttpResponse:
    act, here = request.POST.get("act"), redirect(found)
    if act == "done":
        messages.success(request, "Saved.")
        return redirect(found.plan)
    for place, kind in enumerate(("action", "milestone")):
        if act == f"more-{kind}":
            here["Location"] += f"?{kind}={rows[place] + 1}#{kind}s"
            return here
    messages.success(request, "Saved.")
    return here


_WAYS = {"up": actions.move_up, "down": actions.move_down}


@require_POST
@signed_in(SIDES)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an objective one place up, or down."""
    found, who = _written_by(request, pk), user_roles(request)
    way = request.POST.get("way", "")
    if way not in _WAYS:
        return redirect(found.plan)
    try:
        _WAYS[way](found, by=actor(request), on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"You moved the objective {way}.")
    return redirect(found.plan)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SIDES)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows, and remove an objective."""
    found, who, sentence = _written_by(request, pk), user_roles(request), ""
    if request.method == "POST":
        try:
            actions.remove(found, by=actor(request), on=who.on)
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, "You removed the objective. You can put it back at the foot of this page.")
            return redirect(found.plan)
    elif found.removed_on or not found.plan.is_writable:
        return redirect(found.plan)
    agreed = _agreed_in_words(found.plan)
    effects = Effects(
        changes=("The objective is no longer part of the text that is being written.",),
        tells=(f"The {agreed} has agreed the text. That no longer applies, and we will email them.",) if agreed else (),
        stays=("What was written stays in the history, and you can put the objective back.",),
    )
    content = content_of(found)
    context = {
        "plan": found.plan,
        "school": found.plan.school,
        "objective": found,
        "title": content["title"],
        "effects": effects,
        "sentence": sentence,
    }
    return render(request, "plans/objective_remove.html", context, status=409 if sentence else 200)


@require_POST
@signed_in(SIDES)
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an objective that was removed back into the plan."""
    found, who = _written_by(request, pk), user_roles(request)
    try:
        actions.put_back(found, by=actor(request), on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "You put the objective back. It is the last one of the plan.")
    return redirect(found.plan)


def _written_by(request: HttpRequest, pk: int) -> Objective:
    who = user_roles(request)
    found = get_object_or_404(readable_objectives(who), pk=pk)
    if writes_for(found.plan, who.user, who.on) is None:
        raise Http404
    return found
