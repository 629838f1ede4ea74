"""The governing body reads what is asked of it, writes its action plan, checks and sends it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.receipts.queries import receipts_of
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.clock import in_words
from sil.drafts import Content
from sil.letters.queries import readable as readable_letters
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.drafts import DraftEditor, Words
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can
from sil.workflow.corrections import Effects

from ..case.permissions import may_change, may_read
from ..case.resting import rest_of
from ..models import ActionPlan, PlanVersion, RequiredAction
from ..states import PlanState
from . import actions
from .actions import Writing
from .entries import draft_of, entries_of
from .forms import PlanForm, WithdrawForm, initial_of
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
    return {
        "plan": found,
        "notice": found.notice,
        "case": case,
        "school": case.school,
        "today": clock.today(),
        "rest": rest_of(found.notice),
    }


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
        "assessed": found.status in (PlanState.ACCEPTED, PlanState.RETURNED),
    }
    versions = {f"plan-{each.version.pk}": each.version for each in context["sent"]}
    context["receipts"] = [(given, versions[key]) for key, given in receipts_of(versions).items()]
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
        assessed = (each for each in sent_of(found, required) if each.assessment)
        context["found"] = next(assessed).found
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


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(GOVERNORS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows when a plan that waits to be assessed is withdrawn, and withdraw it."""
    found = _written_by(request, pk)
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    try:
        version, row, _ = actions.check_may_withdraw(found, **who)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, **who, number=number(request, "read"), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You withdrew the plan. What you wrote is your draft again.")
            return redirect(found)
    effects = _effects_of_withdrawing(found, version, is_again=row.action == "withdraw_again")
    context = about(request, found) | {"version": version, "form": form, "effects": effects}
    return render(request, "notices/plan_withdraw.html", context)


def _effects_of_withdrawing(found: PlanWithDue, version: PlanVersion, *, is_again: bool) -> Effects:
    due = in_words(found.due_on) if found.due_on else ""
    is_late = found.due_on is not None and found.due_on < clock.today()
    owed = f"You owe the plan again, by {due}."
    if is_again:
        owed = "You owe the plan again at once, because an earlier version was returned."
    elif is_late:
        owed = f"You owe the plan again at once: it was due by {due}. It counts as late until you send another."
    return Effects(
        changes=(
            f"Nobody assesses version {version.number}. What you wrote is your draft again, so that you can change it.",
            owed,
            "The compliance period of the notice does not change.",
        ),
        told=(f"The officers who handle the case were told on {in_words(version.sent_on)} that you had sent it.",),
        tells=("We will tell them that you withdrew it, and send you a receipt.",),
        stays=(f"Version {version.number} stays on record as withdrawn, with your name, the day and your reason.",),
    )


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
