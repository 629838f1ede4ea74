"""Where somebody is signed in, and how much longer: for static/session.js, and for the page of the account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in

from . import sessions

OWN = "everyone: their own"


@require_safe
@signed_in(OWN)
def session(request: HttpRequest) -> JsonResponse:
    """Return {"left": seconds until the person is signed out, "until": time of day, "is_last": whether using the
    service makes it no later, "who": key of the person}. Asking is use like any other, without the header of
    `sessions.UNATTENDED`."""
    end = sessions.ends_at(request)
    if end is None:
        return JsonResponse({})
    left, until = int((end - clock.now()).total_seconds()), clock.time_in_words(clock.local(end).time())
    is_last = end == sessions.latest_end(request)
    return JsonResponse({"left": left, "until": until, "is_last": is_last, "who": str(actor(request).pk)})


@require_POST
@signed_in(OWN)
def end(request: HttpRequest) -> HttpResponse:
    """Sign the person out in another browser, or in all others."""
    name, user = request.POST.get("name", ""), actor(request)
    ended = sessions.end(user, by=user, name=name, but=request.session.session_key)
    if name and not ended:
        messages.success(request, "You are not signed in there any more.")
    elif name:
        messages.success(request, "You are signed out there.")
    else:
        messages.success(request, "You are signed out everywhere else.")
    return redirect("account")
