"""Pages about people at trusts, for administrators: the list, and the forms to add, correct and end a post."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import TrustPost
from . import actions
from .forms import DetailsForm, LastDayForm, TrustPostForm
from .queries import Trust, academies, trusts

ANY = ["GET", "HEAD", "POST"]
LABELS = ("Trust", "Academies", "Name", "Post", "Email", "Address", "Source", "From", "To")
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
def people_at_trusts(request: HttpRequest) -> HttpResponseBase:
    """The trusts of the authority's academies, with who is written to at each; in the file a trust without anybody has
    a line of its own."""
    found = trusts(clock.today())
    if wants_file(request):
        return file_of(request, "people-at-trusts", LABELS, _lines(found))
    return render(request, "schools/trusts/trusts.html", {"trusts": found, "files": files_of(request)})


def _lines(found: Iterable[Trust]) -> Iterator[tuple[object, ...]]:
    for trust in found:
        named = (trust.name, "; ".join(school.name for school in trust.schools))
        for post in (*trust.posts, *trust.past):
            reached = (post.email, post.address, post.source, post.starts_on, post.ends_on)
            yield (*named, post.name, post.get_role_display(), *reached)
        if not (trust.posts or trust.past):
            yield (*named, *[""] * (len(LABELS) - len(named)))


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
