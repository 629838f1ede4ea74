"""Close a case, or go on with the academy's; record a warning notice of the Secretary of State, its end, and what is
decided of a notice that the authority gave despite it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from schools.models import School
from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can

from ..case.acts import Act, Asked, by_reason, reason
from ..case.conversion import academy_of
from ..case.permissions import may_open
from ..case.policies import case_row, check_close, check_open_still
from ..case.views import ANY, beside
from ..letters.views import found_for
from ..models import Case, SecretaryOfStateNotice
from ..signing.permissions import check_withdraw
from ..state.queries import decisions_of
from .close import close
from .conversion import convert
from .decisions import check_forbidden, decide_forbidden
from .forbidden import forbidden_of, in_words
from .forms import DecisionForm, StateNoticeForm
from .state_notices import end_notice_of_state, notice_of_state_in_force, record_notice_of_state

BESIDE = {"not_yet": "told_on", "told_before": "told_on", "same_day": "first"}
_OF_DECISION = {
    "no_outcome": "outcome",
    "no_adviser": "advised_by",
    "no_day": "advised_on",
    "to_come": "advised_on",
    "too_early": "advised_on",
    "no_reason": "reason",
}


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
@once
def record(request: HttpRequest, urn: int) -> HttpResponse:
    school = _mine(request, urn)
    if notice_of_state_in_force(school):
        messages.warning(request, "A notice from the Secretary of State is already on record. End that one first.")
        return redirect(school)
    form = StateNoticeForm(posted(request))
    context: dict[str, Any] = {"school": school, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            record_notice_of_state(school, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            beside(form, denied, BESIDE)
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


@require_http_methods(ANY)
@signed_in("those who sign such letters")
@once
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a formal notice that section 60(4A) forbade when it was given, or say that it is not decided yet."""
    found, on = found_for(request, pk), clock.today()
    if found.kind != "formal_notice" or not can(check_withdraw)(found, by=actor(request), on=on):
        raise Http404
    try:
        check_forbidden(found)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    decisions = decisions_of(found.case_id).filter(letter=found)
    latest = decisions.first()
    fields = ("outcome", "advised_by", "advised_on", "reason")
    form = DecisionForm(posted(request), initial={name: getattr(latest, name) for name in fields} if latest else {})
    if request.method == "POST" and form.is_valid():
        try:
            made = decide_forbidden(found, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _OF_DECISION.get(denied.code))
        else:
            messages.success(request, f"Recorded: {made.get_outcome_display().lower()}.")
            return redirect(found.case)
    forbidden = forbidden_of(found.case)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "forbidden": in_words(forbidden) if forbidden else "",
        "decisions": decisions,
        "form": form,
    }
    return render(request, "notices/forbidden_decision.html", context)


def _mine(request: HttpRequest, urn: int) -> School:
    """A school about which the person opens cases; 404 for anybody else."""
    school = get_object_or_404(School, pk=urn)
    if not may_open(school, user_roles(request)):
        raise Http404
    return school


def _nothing(request: HttpRequest, case: Case) -> forms.Form:
    return forms.Form(posted(request))


def _convert(case: Case, form: Any, who: Asked) -> Case:
    return convert(case, **who)


def _check_close(case: Case) -> None:
    case_row(case, "close")
    check_close(case, clock.today())


def _check_convert(case: Case) -> None:
    check_open_still(case)
    case_row(case, "convert")
    if academy_of(case, clock.today()) is None:
        raise Denied("no_academy", f"{case.school.name} is not an academy, and none took its place.")


ACTS = {
    act.slug: act
    for act in (
        Act(
            slug="close",
            title="Close the case?",
            button="Close the case",
            said="Case {case} is closed. You can still read it.",
            do=by_reason(close),
            form=reason,
            check=_check_close,
            label="Why has the concern passed?",
            hint="This stays on record with the case.",
            warns=True,
        ),
        Act(
            slug="convert",
            title="Close the case at conversion?",
            button="Close it and continue with the academy",
            said="The maintained school's case is closed. Case {case} about {school} continues it.",
            do=_convert,
            form=_nothing,
            check=_check_convert,
            warns=True,
            more=lambda case: {"academy": academy_of(case, clock.today())},
        ),
    )
}
