"""Pages of passkeys: while somebody signs in, and for those who are signed in."""

from typing import Any, cast

from allauth.account.views import BaseReauthenticateView
from allauth.mfa.base.internal.flows import post_authentication
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sil.accounts.access import actor, signed_in
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from .. import actions, queries
from ..stages import SetUpStage, stage_of, user_of
from ..views import WHO, at_stage, confirmed
from .forms import AddForm, RenameForm, UseForm, begin_adding, begin_using


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
@at_stage(SetUpStage.key)
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up a passkey as the second step, in place of an authenticator app."""
    stage = cast(SetUpStage, stage_of(request))
    user = user_of(stage)
    if stage.is_done:
        return redirect("mfa_set_up_codes")
    form = AddForm(posted(request), user=user)
    if form.is_valid():
        try:
            made = actions.add_passkey(user, form.cleaned_data["name"], form.kept, is_first=True)
        except Denied:
            # As for an app (views.set_up): from another browser in the meantime.
            return cast(HttpResponse, stage.abort())
        post_authentication(request, made)
        stage.done(made)
        return redirect("mfa_set_up_codes")
    return render(request, "mfa/add_passkey.html", {"form": form, "options": begin_adding(user), "first": True})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
@signed_in(WHO)
@confirmed
def add(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    user = actor(request)
    form = AddForm(posted(request), user=user)
    if form.is_valid():
        had_codes = queries.steps_of(user).codes is not None
        try:
            made = actions.add_passkey(user, form.cleaned_data["name"], form.kept, is_first=False)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"The passkey “{made}” has been added. You can use it the next time you sign in.")
            return redirect("mfa_index" if had_codes else "mfa_codes")
    return render(request, "mfa/add_passkey.html", {"form": form, "options": begin_adding(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
@confirmed
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's passkey another name."""
    user = actor(request)
    found = next((each for each in queries.steps_of(user).passkeys if each.pk == pk), None)
    if found is None:
        raise Http404
    form = RenameForm(posted(request), initial={"name": str(found)})
    if form.is_valid():
        name = actions.rename_passkey(user, pk, form.cleaned_data["name"])
        messages.success(request, f"The passkey is now called “{name}”.")
        return redirect("mfa_index")
    return render(request, "mfa/rename_passkey.html", {"form": form, "passkey": found})


class _Confirm(BaseReauthenticateView):
    """The library's page to confirm, with our form: its own checks each answer twice."""

    form_class = UseForm
    template_name = "mfa/confirm_passkey.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: UseForm) -> HttpResponse:
        post_authentication(self.request, form.authenticator, reauthenticated=True)
        return cast(HttpResponse, super().form_valid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"options": begin_using(actor(self.request))}


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
@signed_in(WHO)
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm by a passkey that it is you, while signed in."""
    return cast(HttpResponse, _Confirm.as_view()(request))
