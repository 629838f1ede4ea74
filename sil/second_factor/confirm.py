"""Whoever signs a notice or changes who may do what is asked again who they are (docs/adr/0175 says when).

They are asked when they press the button, not before: the page that asks carries what they typed and chose, and it is
acted on once the password or the code is right.
"""

from functools import wraps
from typing import Any, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters

from sil import clock
from sil.accounts.access import View, actor
from sil.accounts.forms import ReauthenticateForm as PasswordForm
from sil.web.kept import came_from, kept_context

from .forms import ConfirmForm
from .queries import has_step

# Seconds for which it counts that somebody signed in or confirmed: as long as a round of signing takes.
CONFIRMED = 15 * 60
# What the page that asks adds to a post.
FIELD, BACK = "confirms", "confirms_back"


def confirm_first(view: View) -> View:
    """Act on what somebody posts only when they signed in or confirmed within the last minutes; ask them first. Stands
    below the decorators that say who may open the view."""

    @wraps(view)
    @sensitive_post_parameters("password", "code")
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not settings.CONFIRM_FIRST or _is_recent(request):
            return view(request, *args, **kwargs)
        form = _form(request)
        if form is not None and form.is_bound and form.is_valid():
            _note(request, form)
            return view(request, *args, **kwargs)
        back = came_from(request, request.POST.get(BACK) or request.headers.get("Referer", ""))
        context = {"form": form, "back": back, "asked": FIELD in request.POST, **kept_context(request, without=_OURS)}
        answer = render(request, "mfa/confirm.html", context)
        add_never_cache_headers(answer)
        return answer

    cast(Any, guarded).confirms_first = True
    return guarded


_OURS = (FIELD, BACK, "password", "code")


def _is_recent(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(clock.now().timestamp() - record["at"] < CONFIRMED for record in records)


def _form(request: HttpRequest) -> PasswordForm | ConfirmForm | None:
    """The form for the password, or for a code where there is none; None for those who have neither here: the page
    sends them to the identity provider that they signed in by."""
    user = actor(request)
    typed = request.POST if FIELD in request.POST else None
    if user.has_usable_password():
        return PasswordForm(typed, user=user)
    return ConfirmForm(typed, user=user) if has_step(user) else None


def _note(request: HttpRequest, form: PasswordForm | ConfirmForm) -> None:
    if isinstance(form, ConfirmForm):
        form.save()
    else:
        reauthenticate_by_password(request)
