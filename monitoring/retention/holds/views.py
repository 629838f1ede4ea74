"""Pages about legal holds: the list, placing one and ending one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.web.forms import number, posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import Hold
from . import actions
from .forms import EndForm, PlaceForm
from .queries import readable

ANY = ["GET", "HEAD", "POST"]
LABELS = ("On", "Why", "Placed", "Placed by", "Ended", "Ended by", "Why it ended")
# So many are shown; the files have all.
MOST = 200


@require_safe
@allow(Permission.LEGAL_HOLD)
def holds(request: HttpRequest) -> HttpResponseBase:
    """The holds that the person may read, those that last first."""
    found = readable(user_roles(request)).order_by("ended_on", "-placed_on", "-pk")
    if wants_file(request):
        return file_of(request, "legal-holds", LABELS, (_line(each) for each in found.iterator(chunk_size=500)))
    shown = [(words_of(each), each) for each in found[:MOST]]
    return render(request, "retention/holds.html", {"holds": shown, "most": MOST, "files": files_of(request)})


@require_http_methods(ANY)
@allow(Permission.LEGAL_HOLD)
def place(request: HttpRequest) -> HttpResponse:
    """Place a hold on a school, a case or a person; the page of a school or case leads here with it filled in."""
    who = user_roles(request)
    cases = Case.objects.filter(readable_cases(who)).select_related("school")
    form = PlaceForm(posted(request), cases=cases, initial=_initial(request, cases))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.place(form.subject, reason=form.cleaned_data["reason"], by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You placed a legal hold on {words_of(made)}.")
            return redirect("holds")
    return render(request, "retention/place.html", {"form": form})


@require_http_methods(ANY)
@allow(Permission.LEGAL_HOLD)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a hold, with a reason."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    form = EndForm(posted(request))
    if found.ended_on is not None:
        messages.warning(request, "This legal hold has ended already.")
        return redirect("holds")
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(found, reason=form.cleaned_data["reason"], by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You ended the legal hold on {words_of(found)}.")
            return redirect("holds")
    return render(request, "retention/end.html", {"form": form, "hold": found, "what": words_of(found)})


def words_of(hold: Hold) -> str:
    """What a hold is on, for those who may read it."""
    if hold.case is not None:
        return f"case {hold.case.reference}, {hold.case.school.name}"
    subject = hold.subject
    return f"{subject.name}, {subject.pk}" if isinstance(subject, School) else str(subject)


def _line(hold: Hold) -> Sequence[object]:
    ended_by = hold.ended_by.name if hold.ended_by else ""
    what = words_of(hold)
    placed = (hold.reason, hold.placed_on, hold.placed_by.name)
    return (what, *placed, hold.ended_on, ended_by, hold.end_reason)


def _initial(request: HttpRequest, cases: Any) -> dict[str, Any]:
    asked = {name: number(request, name) for name in ("school", "case", "person")}
    return {
        "school": School.objects.filter(pk=asked["school"]).first() if asked["school"] else None,
        "case": cases.filter(pk=asked["case"]).first() if asked["case"] else None,
        "person": User.objects.filter(pk=asked["person"]).first() if asked["person"] else None,
    }
