"""The page of delegations: who signs in a director's place while they are away."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.framework.queries import framework_on, titles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.incoming.confirm import confirm_first
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..letters.views import ANY
from ..models import Delegation
from . import actions
from .forms import DelegateForm
from .permissions import may_delegate
from .queries import delegates, delegations

LABELS = ("Signs for", "Who", "As", "From", "To", "Why", "Under what authority", "State")
_BESIDE = {
    "to_oneself": "to",
    "no_reader": "to",
    "dates": "ends_on",
    "no_reason": "reason",
    "no_authority": "authority",
}


@require_safe
@signed_in("directors, and those who sign in their place")
def delegations_page(request: HttpRequest) -> HttpResponseBase:
    """Who signs for whom, and from when to when."""
    who = user_roles(request)
    found = delegations(who)
    if not found and not may_delegate(who):
        raise Http404
    if wants_file(request):
        return file_of(request, "delegations", LABELS, _lines(found, who.on))
    context = {
        "given": [(each, each.state_on(who.on)) for each in found if each.director_id == who.user.pk],
        "taken": [each for each in found if each.delegate_id == who.user.pk],
        "may_give": may_delegate(who),
        "files": files_of(request) if found else [],
    }
    return render(request, "notices/delegations.html", context)


def _lines(found: Iterable[Delegation], on: date) -> Iterator[tuple[object, ...]]:
    called = titles()
    for each in found:
        days = (each.starts_on, each.ends_on)
        yield (
            each.director.name,
            each.delegate.name,
            called[each.role],
            *days,
            each.reason,
            each.authority,
            each.state_on(on),
        )


@require_http_methods(ANY)
@allow(Permission.CONCERN_SIGN)
@confirm_first
@once
def give(request: HttpRequest) -> HttpResponse:
    """Let somebody sign in one's place."""
    who = user_roles(request)
    form = DelegateForm(posted(request), roles=_roles(who), people=delegates(who))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delegate(by=who.user, on=who.on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            until = f"from {in_words(made.starts_on)} to {in_words(made.ends_on)}"
            messages.success(request, f"{made.delegate.name} will sign in your place {until}. We have emailed them.")
            return redirect("delegations")
    return render(request, "notices/delegation_give.html", {"form": form})


@require_http_methods(ANY)
@allow(Permission.CONCERN_SIGN)
@confirm_first
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its last day."""
    found = get_object_or_404(Delegation.objects.select_related("delegate"), pk=pk, director=actor(request))
    if found.ends_on < clock.today():
        messages.warning(request, "This has already ended.")
        return redirect("delegations")
    sentence, name = "", found.delegate.name
    if request.method == "POST":
        try:
            actions.end_delegation(found, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, f"{name} no longer signs in your place.")
            return redirect("delegations")
    context = {"delegation": found, "sentence": sentence, "begun": found.starts_on <= clock.today()}
    return render(request, "notices/delegation_end.html", context)


def _roles(who: UserRoles) -> list[tuple[str, str]]:
    """The roles in which a person signs, by the framework's names for them."""
    framework = framework_on(who.on)
    return [
        (slug, framework.title(slug) if framework else ROLES[slug].name)
        for slug in sorted(who.roles)
        if Permission.CONCERN_SIGN in ROLES[slug].permissions
    ]
