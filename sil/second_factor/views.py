"""Pages of the second step: while somebody signs in, and for those who are signed in."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import clear_totp_secret
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import View, actor, open_to_all, signed_in
from sil.accounts.models import User
from sil.workflow import Denied

from . import actions, queries
from .emailed.queries import gets_codes
from .forms import ContinueForm, EnterForm, SetUpForm
from .passkeys.forms import UseForm, begin_using
from .stages import SetUpStage, stage_of, user_of

WHO = "the person themselves"


def at_stage(key: str) -> Callable[[View], View]:
    """Open to whoever has just entered the right password and is at this stage of signing in; everybody else is led to
    the sign-in page."""
    return lambda view: open_to_all(login_stage_required(stage=key, redirect_urlname="account_login")(view))


def confirmed(view: View) -> View:
    """Open to somebody who has confirmed within the last minutes that it is them; leads there first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_reauthentication_required(request, app="allauth.mfa"):
            first = get_account_adapter().get_reauthentication_methods(request.user)[0]["url"]
            return redirect(f"{first}?{urlencode({'next': request.path})}")
        return cast(HttpResponse, view(request, *args, **kwargs))

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "credential")
@at_stage(AuthenticateStage.key)
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the second step after the password."""
    stage = stage_of(request)
    user = user_of(stage)
    answered = "credential" in request.POST
    form = EnterForm(None if answered else _posted(request), user=user)
    passkey = UseForm(_posted(request) if answered else None, user=user)
    if form.is_valid():
        actions.use(form)
        return cast(HttpResponse, stage.exit())
    if passkey.is_valid():
        post_authentication(request, passkey.authenticator)
        return cast(HttpResponse, stage.exit())
    steps = queries.steps_of(user)
    context: dict[str, Any] = {"form": passkey if answered else form, "code": form, "passkey": passkey, "steps": steps}
    if steps.passkeys:
        context["options"] = begin_using(user)
    return render(request, "mfa/enter.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@at_stage(SetUpStage.key)
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up the second step, which has to be done before anything else is open."""
    stage = cast(SetUpStage, stage_of(request))
    user = user_of(stage)
    if stage.is_done:
        return redirect("mfa_set_up_codes")
    form = SetUpForm(_posted(request), user=user)
    if form.is_valid():
        try:
            made = actions.set_up_app(user, form.secret, replaces=False)
        except Denied:
            # From another browser in the meantime. The stage that asks for a code was passed when there was none, so
            # this sign-in ends; the next one asks for it.
            return cast(HttpResponse, stage.abort())
        clear_totp_secret(request)
        post_authentication(request, made)
        stage.done(made)
        return redirect("mfa_set_up_codes")
    return render(request, "mfa/set_up.html", _app(form, user) | {"first": True})


@require_http_methods(["GET", "HEAD", "POST"])
@at_stage(SetUpStage.key)
def set_up_codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes to whoever has just set up their second step, before they go on."""
    stage = cast(SetUpStage, stage_of(request))
    if not stage.is_done:
        return redirect("mfa_set_up")
    if ContinueForm(_posted(request)).is_valid():
        return cast(HttpResponse, stage.exit())
    return render(request, "mfa/codes.html", {"steps": queries.steps_of(user_of(stage)), "first": True})


@require_safe
@signed_in(WHO)
def index(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    return render(request, "mfa/index.html", {"steps": queries.steps_of(user), "is_emailed": gets_codes(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@signed_in(WHO)
@confirmed
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app, or another one in its place."""
    user = actor(request)
    form = SetUpForm(_posted(request), user=user)
    if form.is_valid():
        actions.set_up_app(user, form.secret, replaces=True)
        clear_totp_secret(request)
        messages.success(request, "Your authenticator app is set up. You need it the next time you sign in.")
        return redirect("mfa_index")
    return render(request, "mfa/set_up.html", _app(form, user) | {"steps": queries.steps_of(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes that are left, and make new ones."""
    user = actor(request)
    if ContinueForm(_posted(request)).is_valid():
        try:
            actions.make_codes(user)
        except Denied as refused:
            messages.error(request, str(refused))
            return redirect("mfa_index")
        messages.success(request, "These are your new recovery codes. The earlier ones do not work any more.")
        return redirect("mfa_codes")
    steps = queries.steps_of(user)
    return render(request, "mfa/codes.html", {"steps": steps}) if steps.codes else redirect("mfa_index")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
@confirmed
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether one of one's second steps is to be removed, and remove it."""
    user = actor(request)
    steps = queries.steps_of(user)
    found = next((each for each in (steps.app, *steps.passkeys) if each and each.pk == pk), None)
    if found is None:
        raise Http404
    if ContinueForm(_posted(request)).is_valid():
        try:
            called = actions.remove(user, pk)
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, f"The {called} has been removed. You cannot sign in with it any more.")
        return redirect("mfa_index")
    return render(request, "mfa/remove.html", {"step": found, "is_app": found == steps.app, "steps": steps})


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _app(form: SetUpForm, user: User) -> dict[str, Any]:
    """The form with its key as a picture, which an app reads by the camera."""
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    return {"form": form, "picture": base64.b64encode(picture.encode()).decode()}
