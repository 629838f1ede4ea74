"""An officer records an action plan that came on paper, and assesses one against each required action."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.clock import in_words
from sil.submissions.once import once
from sil.uploads.responses import warn_of_unreadable
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..case.permissions import may_change
from ..models import Assessment
from ..plans.policies import row_for
from ..plans.queries import actions_of, sent_of
from ..plans.views import about, found_for, is_open
from . import actions
from .forms import AssessForm, RecordForm, initial_of

KEEPERS = "those who handle the case"
_BESIDE = {"not_yet": "received_on", "before_the_notice": "received_on"}


def _kept_by(request: HttpRequest, pk: int) -> Any:
    found = found_for(request, pk)
    if not may_change(found.notice.case, user_roles(request)):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
@once
def record(request: HttpRequest, pk: int) -> HttpResponse:
    found = _kept_by(request, pk)
    if request.method != "POST" and not is_open(found, "receive"):
        return redirect(found)
    form = RecordForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_received(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(
                request, f"Version {made.number} of the plan is recorded. Assess it against each required action next."
            )
            warn_of_unreadable(request, form.cleaned_data["document"])
            return redirect(found)
    return render(request, "notices/plan_record.html", about(request, found) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
@once
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Each required action with what the plan says of it and whether that is enough; then accept or return."""
    found = _kept_by(request, pk)
    corrects = found.status in actions.ASSESSED
    if request.method != "POST" and not (corrects or is_open(found, "accept")):
        return redirect(found)
    required = actions_of(found)
    sent = sent_of(found, required)
    newest = next((each for each in sent if each.withdrawal is None), None)
    before = newest.assessment if newest and corrects else None
    form = AssessForm(posted(request), actions=required, corrects=corrects, initial=initial_of(before))
    warned, sentence = "", ""
    if request.method == "POST" and form.is_valid():
        accepted = request.POST.get("act") == "accept"
        try:
            row_for(found, "correct_accept" if corrects else "accept")
            actions.assess(
                found,
                by=actor(request),
                on=clock.today(),
                number=number(request, "read"),
                accepted=accepted,
                findings=form.findings(),
                reasons=form.cleaned_data["reasons"],
                correction=form.cleaned_data.get("correction", ""),
                sure=request.POST.get("sure", ""),
            )
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            elif denied.code in ("wrong_state", "changed"):
                sentence = denied.sentence
            else:
                refuse(form, denied.sentence, _field_of(denied.code, form))
        else:
            said = "accepted" if accepted else "returned with your reasons"
            messages.success(request, f"The plan was {said}. We have emailed the chair of governors and the clerk.")
            return redirect(found)
    rows = [(entry, *form.fields_of[entry.action.pk]) for entry in newest.entries] if newest else []
    context = about(request, found) | {
        "form": form, "newest": newest, "rows": rows, "warned": warned, "sentence": sentence,
        "effects": _effects_of_correcting(before) if before else None,
    }  # fmt: skip
    return render(request, "notices/plan_assess.html", context, status=409 if sentence else 200)


def _effects_of_correcting(before: Assessment) -> Effects:
    what = "accepted" if before.accepted else "returned"
    return Effects(
        changes=("What you enter below takes the place of the assessment before.",),
        told=(f"The chair of governors and the clerk were told on {in_words(before.on)} that the plan was {what}.",),
        tells=("We will email them the correction with your reason.",),
        stays=("The assessment before stays on record, with the name and the day.",),
    )


def _field_of(code: str, form: AssessForm) -> str | None:
    """Beside which field a refusal stands: a missing reason beside the first that lacks one."""
    if code == "no_reasons":
        return "reasons"
    for key, said in form.findings().items():
        if code == "no_reason" and not said["enough"] and not said["reason"]:
            return f"reason-{key}"
    return None
