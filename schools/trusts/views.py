"""Pages about people at trusts, for administrators: the list, and the forms to add, correct and end a post."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import TrustPost
from . import actions
from .forms import DetailsForm, LastDayForm, TrustPostForm
from .queries import academies, trusts

ANY = ["GET", "HEAD", "POST"]
# Beside which field a refusal stands.
_BESIDE = {
    "no_trust": "trust",
    "no_role": "role",
    "held": "role",
    "no_way_to_reach": "email",
    "no_change": "name",
    "ends_before": "ends_on",
}


@require_safe
@allow(Permission.PEOPLE_MANAGE)
def people_at_trusts(request: HttpRequest) -> HttpResponse:
    """The trusts of the authority's academies, with who is written to at each."""
    return render(request, "schools/trusts/trusts.html", {"trusts": trusts(clock.today())})


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Record who holds a post at a trust; the address may name the trust."""
    form = TrustPostForm(
        posted(request),
        academies=academies(),
        initial={"trust": request.GET.get("trust", ""), "starts_on": clock.today()},
    )
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.add(
                trust=data["trust"].trust_name,
                role=data["role"],
                details=form.details,
                starts_on=data["starts_on"],
                by=actor(request),
                on=clock.today(),
            )
        except Denied as denied:
            _refuse(form, denied)
        else:
            messages.success(request, f"{made.name} is on record at {made.trust_name}.")
            return redirect("trusts")
    return _page(request, form, heading="Add a person at a trust", button="Add the person")


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how somebody at a trust is written to."""
    found = get_object_or_404(TrustPost, pk=pk)
    names = ("name", "email", "address", "source")
    form = DetailsForm(posted(request), initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found, details=form.details, by=actor(request), on=clock.today())
        except Denied as denied:
            _refuse(form, denied)
        else:
            messages.success(request, "The details have been corrected. Letters that were signed stay as they are.")
            return redirect("trusts")
    return _page(request, form, post=found, heading="Correct the details", button="Save the details")


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post at a trust its last day."""
    found = get_object_or_404(TrustPost, pk=pk)
    if found.ends_on is not None:
        messages.warning(request, "This post has already ended.")
        return redirect("trusts")
    form = LastDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(found, ends_on=form.cleaned_data["ends_on"], by=actor(request), on=clock.today())
        except Denied as denied:
            _refuse(form, denied)
        else:
            messages.success(request, f"{found.name}'s post at {found.trust_name} has its last day.")
            return redirect("trusts")
    return _page(request, form, post=found, heading="End the post", button="Save the last day")


def _page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "schools/trusts/form.html", {"form": form, **context})


def _refuse(form: Any, denied: Denied) -> None:
    field = _BESIDE.get(denied.code)
    refuse(form, denied.sentence, field if field in form.fields else None)
