"""Pages on which a headteacher gives assistants parts of their work, changes and ends that."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..models import Assistant, School
from ..models.assistants import with_held
from ..queries import visible
from . import actions
from .forms import GiveForm, PartsForm
from .parts import ABOUT, in_order, names
from .permissions import may_end, may_lead
from .queries import assistants_of, changeable

ANY = ["GET", "HEAD", "POST"]
HEADS = "people who lead the school"
# Code of a refusal -> the field it stands beside.
_BESIDE = {"oneself": "email", "closed": "email", "of_authority": "email", "holds_post": "email", "held": "email"}


@require_safe
@signed_in(HEADS)
def assistants(request: HttpRequest, urn: int) -> HttpResponse:
    """The assistants of a school: the present ones, those to be kept or ended, and those before."""
    school, on = _school(request, urn), clock.today()
    found = [_row(each) for each in assistants_of(school, on)]
    context = {
        "school": school,
        "heading": "Your assistants",
        "present": [row for row in found if row["held"]],
        "left": [row for row in found if row["left"]],
        "earlier": [row for row in found if not row["held"] and not row["left"]],
    }
    return render(request, "schools/assistants/assistants.html", context)


def _row(found: Any) -> dict[str, Any]:
    left = not found.is_held and found.ended_on is None and found.user.is_active
    return {"assistant": found, "held": found.is_held, "left": left, "parts": names(found.parts)}


@require_http_methods(ANY)
@signed_in(HEADS)
@once
def give(request: HttpRequest, urn: int) -> HttpResponse:
    """Give somebody parts of the head's work."""
    school = _school(request, urn)
    form = GiveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.give(school, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, _after_giving(made))
            return redirect("assistants", urn=urn)
    return _page(request, school, form, heading="Add an assistant", button="Add the assistant")


@require_http_methods(ANY)
@signed_in(HEADS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the parts of an assistant."""
    found = _found(request, pk)
    form = PartsForm(posted(request), initial={"parts": in_order(found.parts)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You changed what {found.user.name} may see and prepare. It holds from now on.")
            return redirect("assistants", urn=found.school_id)
    heading = f"Change what {found.user.name} may see and prepare"
    return _page(request, found.school, form, heading=heading, button="Save the changes")


@require_http_methods(ANY)
@signed_in("people who lead the school, and administrators")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows, and end it at once."""
    found = get_object_or_404(with_held(Assistant.objects.all(), clock.today()), pk=pk)
    who = user_roles(request)
    if not may_end(found, by=who.user, on=who.on):
        raise Http404
    leads = may_lead(found.school, by=who.user, on=who.on)
    back = redirect("assistants", urn=found.school_id) if leads else redirect("person", pk=found.user_id)
    if request.method != "POST":
        if found.ended_on is not None:
            return back
        return render(
            request, "schools/assistants/end.html", {"assistant": found, "school": found.school, "leads": leads}
        )
    try:
        actions.end(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"{found.user.name} is no longer an assistant at {found.school.name}.")
    return back


@require_POST
@signed_in(HEADS)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an assistant of the head before."""
    return _at_once(request, pk, actions.keep, "{name} is your assistant now, with the same parts.")


@require_POST
@signed_in(HEADS)
@once
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an assistant who has never signed in a new invitation."""
    return _at_once(request, pk, actions.invite_again, "We have emailed a new invitation to {email}.")


def _at_once(request: HttpRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    """Do something with an assistant, and say that it was done or why not."""
    found = _found(request, pk)
    try:
        act(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, said.format(name=found.user.name, email=found.user.email))
    return redirect("assistants", urn=found.school_id)


def _school(request: HttpRequest, urn: int) -> School:
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    if not may_lead(school, by=who.user, on=who.on):
        raise Http404
    return school


def _found(request: HttpRequest, pk: int) -> Assistant:
    return get_object_or_404(changeable(user_roles(request)), pk=pk)


def _after_giving(made: Assistant) -> str:
    if made.user.can_sign_in:
        return f"{made.user.name} is your assistant now. We have emailed {made.user.email}."
    return f"{made.user.name} is your assistant now. We have emailed an invitation to {made.user.email}."


def _page(request: HttpRequest, school: School, form: Any, **context: Any) -> HttpResponse:
    about = ABOUT.values()
    return render(request, "schools/assistants/form.html", {"form": form, "school": school, "about": about, **context})
