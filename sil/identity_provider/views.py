"""To the identity provider and back, and signing out there too."""

from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sil.accounts.access import View, open_to_all, signed_in

from . import pages, queries

THEMSELVES = "everyone: themselves"


def with_provider(view: View) -> View:
    """There is no such page without a provider in the settings; where the provider fails, a page says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if queries.configured() is None:
            raise Http404
        from . import exchange

        try:
            return cast(HttpResponse, view(request, *args, **kwargs))
        except exchange.FAILURES as error:
            return pages.failure(request, error)

    return guarded


@require_POST
@open_to_all
@never_cache
@with_provider
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the provider. A page in between does it, since a form may lead nowhere but to this service (CSP)."""
    next_url = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(next_url or "home")
    provider = get_adapter(request).get_provider(request, queries.PROVIDER_ID)
    leads = provider.redirect(request, process="login", next_url=next_url)
    return _leave(request, leads["Location"])


@require_POST
@signed_in(THEMSELVES)
@never_cache
@with_provider
def confirm(request: HttpRequest) -> HttpResponse:
    """Lead somebody who is signed in to the provider, to be asked there again who they are."""
    provider = get_adapter(request).get_provider(request, queries.PROVIDER_ID)
    asked = {"prompt": "login", "max_age": "0"}
    leads = provider.redirect(request, AuthProcess.REDIRECT, reverse("account_provider_confirmed"), auth_params=asked)
    return _leave(request, leads["Location"])


@require_safe
@signed_in(THEMSELVES)
@never_cache
@with_provider
def confirmed(request: HttpRequest) -> HttpResponse:
    """Where the provider leads back to: what was to be done waits in the tab before."""
    return render(request, "account/provider_confirmed.html")


@require_safe
@open_to_all
@never_cache
@with_provider
def come_back(request: HttpRequest) -> HttpResponse:
    """What the provider answers."""
    from . import exchange

    return exchange.complete(request)


@require_safe
@open_to_all
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Whoever has signed out here signs out of the provider too (OpenID Connect RP-Initiated Logout 1.0), where it has
    an address for that and answers."""
    provider = queries.configured()
    if provider is None:
        raise Http404
    from . import exchange

    try:
        ends_at = "" if request.user.is_authenticated else exchange.addresses(provider).get("end_session_endpoint", "")
    except exchange.FAILURES as error:
        pages.note(error)
        ends_at = ""
    if not ends_at:
        return redirect("account_login")
    back = settings.SITE_URL + reverse("account_login")
    asked = urlencode({"client_id": provider.client_id, "post_logout_redirect_uri": back})
    return _leave(request, f"{ends_at}{'&' if '?' in ends_at else '?'}{asked}", is_out=True)


def _leave(request: HttpRequest, address: str, *, is_out: bool = False) -> HttpResponse:
    context = {"provider": queries.configured(), "address": address, "is_out": is_out}
    return render(request, "account/provider_leave.html", context)
