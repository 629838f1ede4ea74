"""The governing body reads what is asked of it, writes its action plan, checks and sends it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.drafts import Content
from sil.letters.queries import readable as readable_letters
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.drafts import DraftEditor, Words
from sil.web.forms import number, posted
from sil.workflow import Denied, can

from ..case.permissions import may_change, may_read
from ..models import ActionPlan, PlanVersion, RequiredAction
from ..states import PlanState
from . import actions
from .actions import Writing
from .entries import draft_of, entries_of
from .forms import PlanForm, initial_of
from .permissions import check_governor
from .policies import gaps, row_for, wrong
from .queries import PlanWithDue, actions_of, in_words_of, readable_plans, sent_of

GOVERNORS = "the chair of governors and the clerk"
READERS = "the governing body, those who lead the school, and those who may read the case"
speaks = can(check_governor)
is_open = can(row_for)


def found_for(request: HttpRequest, pk: int) -> PlanWithDue:
    return get_object_or_404(readable_plans(user_roles(request)), pk=pk)


def about(request: HttpRequest, found: ActionPlan) -> dict[str, Any]:
    """What every page of a plan says of its notice."""
    case = found.notice.case
    return {"plan": found, "notice": found.notice, "case": case, "school": case.school, "today": clock.today()}


def _written_by(request: HttpRequest, pk: int) -> PlanWithDue:
    found = found_for(request, pk)
    if not speaks(found, by=actor(request), on=clock.today()):
        raise Http404
    return found


class PlanEditor(DraftEditor[ActionPlan, Writing]):
    """The editor of an action plan."""

    called = "The action plan"

    def __init__(self, request: HttpRequest, found: ActionPlan, required: Sequence[RequiredAction]) -> None:
        self.plan, self.required = found, required
        super().__init__(request, found, found if found.version else None)

    def load(self) -> ActionPlan:
        return found_for(self.request, self.plan.pk)

    def holds(self, draft: ActionPlan) -> Content:
        return draft_of(draft)

    def write(self, written: Writing, *, version: int, over: bool) -> ActionPlan:
        by, on = actor(self.request), clock.today()
        return actions.save_plan(self.plan, by=by, on=on, writing=written, version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return in_words_of(self.required, content)


@require_safe
@signed_in(READERS)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What the notice asks for, by when, what was sent and what was found of it."""
    found, who = found_for(request, pk), user_roles(request)
    required = actions_of(found)
    case = found.notice.case
    letter = readable_letters(who).filter(pk=found.notice.letter_id or 0).first()
    context = about(request, found) | {
        "actions": required,
        "sent": sent_of(found, required),
        "writes": speaks(found, by=who.user, on=who.on),
        "keeps": may_change(case, who),
        "reads_case": may_read(case, who),
        "may_send": is_open(found, "receive"),
        "letter": letter,
    }
    return render(request, "notices/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(GOVERNORS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Saved as it is typed; only the chair and the clerk read it until it is sent."""
    found = _written_by(request, pk)
    if request.method != "POST" and not is_open(found, "receive"):
        return redirect(found)
    required = actions_of(found)
    editor = PlanEditor(request, found, required)
    form = PlanForm(posted(request), request.FILES or None, actions=required, initial=initial_of(draft_of(found)))
    if request.method == "POST":
        goes_on, writing = form.goes_on(sends=request.POST.get("act") == "go"), form.writing()
        try:
            saved = editor.store(writing)
            if editor.is_autosave:
                return editor.answer()
            if saved and (document := form.cleaned_data.get("document")):
                # Also beside text that cannot be sent yet: a browser would not post the file again.
                by, on = actor(request), clock.today()
                editor.show(attached := actions.attach(found, document=document, by=by, on=on))
                found.document = attached.document
                warn_of_unreadable(request, document)
            if saved and goes_on:
                return _after_saving(request, found)
        except Denied as denied:
            return editor.too_late(denied.sentence, writing)
    context = about(request, found) | {"form": form, "editor": editor}
    if found.status == PlanState.RETURNED:
        # What was found of the version that was returned, beside what is written anew.
        context["found"] = sent_of(found, required)[0].found
    return render(request, "notices/plan_write.html", context)


def _after_saving(request: HttpRequest, found: ActionPlan) -> HttpResponse:
    if request.POST.get("act") == "go":
        return redirect("action_plan_send", pk=found.pk)
    messages.success(request, "Saved. Nobody outside the governing body can read it until you send it.")
    return redirect("action_plan_write", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(GOVERNORS)
@once
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole plan as it will go, what an officer will miss in it, and the button that sends it."""
    found, sentence = _written_by(request, pk), ""
    if request.method == "POST":
        try:
            made = actions.send(found, by=actor(request), on=clock.today(), version=number(request, "version"))
        except Denied as denied:
            sentence = denied.sentence
            found = _written_by(request, pk)
        else:
            messages.success(
                request,
                f"Version {made.number} of the plan has been sent. An officer will say for each required action "
                "whether it is enough. We will email you.",
            )
            return redirect(found)
    if not is_open(found, "receive") and not sentence:
        return redirect(found)
    content = draft_of(found)
    entries = entries_of(actions_of(found), content["entries"])
    lacks = wrong(found, entries)
    context = about(request, found) | {
        "entries": entries,
        "note": content["note"],
        "gaps": gaps(found, entries),
        "wrong": lacks,
        "tried": request.method == "POST",
        "sentence": sentence,
        "may_send": is_open(found, "receive") and not lacks,
        "is_again": found.status != PlanState.AWAITED,
    }
    refused = sentence and request.method == "POST"
    return render(request, "notices/plan_send.html", context, status=409 if refused else 200)


@require_POST
@signed_in(GOVERNORS)
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the document off what is being written."""
    found = _written_by(request, pk)
    try:
        read = number(request, "version")
        actions.attach(found, by=actor(request), on=clock.today(), document=None, version=read)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "The document has been removed. What you wrote has not changed.")
    return redirect("action_plan_send", pk=pk)


@require_safe
@signed_in(GOVERNORS)
def draft_document(request: HttpRequest, pk: int) -> HttpResponse:
    found = _written_by(request, pk)
    if found.document is None:
        raise Http404
    return attachment(found.document)


@require_safe
@signed_in(READERS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a version that was sent."""
    mine = readable_plans(user_roles(request)).values("pk")
    version = get_object_or_404(PlanVersion.objects.filter(plan__in=mine, document__isnull=False), pk=pk)
    assert version.document is not None, "the condition asks for one"
    return attachment(version.document)
