"""Record that the Secretary of State gave a school a warning notice, and that it stands no longer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from schools.models import School
from sil import clock
from sil.accounts.access import actor, allow, standing
from sil.accounts.roles import Permission
from sil.web.forms import posted
from sil.workflow import Denied

from ..actions.state_notices import end_notice_of_state, record_notice_of_state, standing_notice
from ..forms.cases import StateNoticeForm
from ..models import SecretaryOfStateNotice
from ..permissions import may_open
from .cases import ANY, beside

BESIDE = {"not_yet": "told_on", "told_before": "told_on"}


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
def record(request: HttpRequest, urn: int) -> HttpResponse:
    school = _mine(request, urn)
    if standing_notice(school):
        messages.warning(request, "A notice from the Secretary of State is already on record. End that one first.")
        return redirect(school)
    form = StateNoticeForm(posted(request))
    context: dict[str, Any] = {"school": school, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            record_notice_of_state(school, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            beside(form, denied, context, BESIDE)
        else:
            messages.success(
                request, "The notice has been recorded. While it is in force the authority may not give one."
            )
            return redirect(school)
    return render(request, "notices/state_notice.html", context)


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SecretaryOfStateNotice.objects.select_related("school"), pk=pk)
    school = _mine(request, found.school_id)
    if request.method == "POST":
        try:
            end_notice_of_state(found, by=actor(request), on=clock.today())
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, "The notice has been recorded as ended. The authority may give one again.")
        return redirect(school)
    return render(request, "notices/state_notice_end.html", {"school": school, "notice": found})


def _mine(request: HttpRequest, urn: int) -> School:
    """A school about which the person opens cases; 404 for anybody else."""
    school = get_object_or_404(School, pk=urn)
    if not may_open(school, standing(request)):
        raise Http404
    return school
