"""Pages that record what passes between the authority and the Secretary of State about powers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.uploads.responses import attachment, warn_of_unreadable
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..case.permissions import may_change
from ..case.queries import readable
from ..models import Case, StateAct, StateNotification
from . import actions
from .forms import ActForm, NotificationForm
from .policies import ABOUT_POWERS

ANY = ["GET", "HEAD", "POST"]
KEEPERS = "those who handle the case"
_BESIDE = {
    "not_yet": "notified_on",
    "before_the_notice": "notified_on",
    "no_power": "power",
    "no_proof": "how",
}


def _kept_by(request: HttpRequest, pk: int) -> Case:
    """A case that the person handles and in which a power can come next; 404 for anybody else."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if not may_change(found, user_roles(request)):
        raise Http404
    return found


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def notified(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the Secretary of State was notified that a power is to be used."""
    case = _kept_by(request, pk)
    if case.status not in ABOUT_POWERS and request.method != "POST":
        return redirect(case)
    form = NotificationForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_notification(case, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The notification of the Secretary of State is recorded.")
            warn_of_unreadable(request, form.cleaned_data["document"])
            return redirect(case)
    return _page(request, case, form, "state_notified")


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def acts(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the Secretary of State is to act instead of the authority."""
    case = _kept_by(request, pk)
    if case.status not in ABOUT_POWERS and request.method != "POST":
        return redirect(case)
    form = ActForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_act(case, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "given_on" if denied.code == "not_yet" else None)
        else:
            messages.success(request, "Recorded. While the notice is in force the authority may not use a power.")
            return redirect(case)
    return _page(request, case, form, "state_acts")


@require_http_methods(ANY)
@signed_in(KEEPERS)
def end(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Record that the Secretary of State no longer acts."""
    case = _kept_by(request, pk)
    found = get_object_or_404(StateAct, pk=act, school=case.school_id)
    if request.method == "POST":
        try:
            actions.end_act(found, case, by=actor(request), on=clock.today())
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, "Recorded as ended. The authority may use a power again.")
        return redirect(case)
    context = {"case": case, "school": case.school, "act": found}
    return render(request, "notices/state_acts_end.html", context)


@require_safe
@signed_in("those who may read the case")
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of a notification."""
    mine = readable(user_roles(request)).values("pk")
    found = get_object_or_404(StateNotification.objects.filter(case__in=mine, document__isnull=False), pk=pk)
    assert found.document is not None, "the condition asks for one"
    return attachment(found.document)


def _page(request: HttpRequest, case: Case, form: Any, name: str) -> HttpResponse:
    return render(request, f"notices/{name}.html", {"case": case, "school": case.school, "form": form})
