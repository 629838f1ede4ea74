"""Pages of meetings of teams."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.audit.events import history
from sil.clock import weekday_in_words
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..models import Meeting
from ..team.permissions import may_keep
from ..team.views import KEEPERS_WORDS, found_to_keep
from . import actions
from .forms import CancelForm, MoveForm, NotesForm, PlanForm
from .policies import notes_of, when_of, where
from .queries import invited, readable

ANY = ["GET", "HEAD", "POST"]
READERS = "members of the team and officers of the school; its headteacher and chair where they are invited"
_BESIDE = {
    "past": "day",
    "no_place": "place",
    "no_purpose": "purpose",
    "no_present": "present",
    "no_discussed": "discussed",
    "no_reason": "reason",
}


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
@once
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting of a team."""
    team = found_to_keep(request, pk)
    form = PlanForm(posted(request), school=team.school)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan(team, form.said, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            day = weekday_in_words(made.day)
            messages.success(request, f"The meeting on {day} is planned. We will email everybody who is invited.")
            return redirect(made)
    return render(request, "team/meeting_plan.html", {"team": team, "school": team.school, "form": form})


@require_safe
@signed_in(READERS)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting, with its notes."""
    found, who = _found(request, pk), user_roles(request)
    keeps = may_keep(found.team, by=who.user, on=who.on)
    context = {
        "meeting": found,
        "team": found.team,
        "school": found.team.school,
        "where": where(found),
        "invited": invited(found, who.on) if found.is_planned else (),
        "versions": found.versions.select_related("by"),
        "keeps": keeps,
        "entries": [entry_of(each) for each in history(found).filter(kind="team.meeting_moved")],
        "may_record": keeps and (found.is_held or (found.is_planned and found.day <= who.on)),
    }
    return render(request, "team/meeting.html", context)


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a meeting that is planned to another day, time or place."""
    found = _to_keep(request, pk)
    if not (found.is_planned and found.team.is_open):
        raise Http404
    initial = vars(when_of(found))
    form = MoveForm(posted(request), school=found.team.school, recorded=found.day, initial=initial)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            made = actions.move(found, form.said, reason=reason, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            day = weekday_in_words(made.day)
            messages.success(request, f"The meeting is now on {day}. We will email everybody who is invited.")
            return redirect(made)
    return render(request, "team/meeting_move.html", {"meeting": found, "school": found.team.school, "form": form})


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
@once
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was decided in a meeting, or correct the notes."""
    found = _to_keep(request, pk)
    if not (found.is_held or found.is_planned):
        raise Http404
    form = NotesForm(posted(request), corrects=found.is_held, initial=vars(notes_of(found)))
    if request.method == "POST" and form.is_valid():
        by, on = actor(request), clock.today()
        try:
            if found.is_held:
                actions.correct(found, form.said, reason=form.cleaned_data["reason"], by=by, on=on)
            else:
                actions.hold(found, form.said, by=by, on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            said = "corrected. What they said before is kept below" if found.is_held else "saved"
            messages.success(request, f"The notes are {said}. We will email everybody who was invited.")
            return redirect(found)
    return render(request, "team/meeting_record.html", {"meeting": found, "school": found.team.school, "form": form})


@require_http_methods(ANY)
@signed_in(KEEPERS_WORDS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a meeting that is planned, with the reason."""
    found = _to_keep(request, pk)
    if not found.is_planned:
        raise Http404
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(found, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The meeting is cancelled. We will email everybody who was invited.")
            return redirect(found)
    return render(request, "team/meeting_cancel.html", {"meeting": found, "school": found.team.school, "form": form})


def _found(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _to_keep(request: HttpRequest, pk: int) -> Meeting:
    found, who = _found(request, pk), user_roles(request)
    if not may_keep(found.team, by=who.user, on=who.on):
        raise Http404
    return found
