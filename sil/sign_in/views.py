"""Where somebody is signed in, and how much longer: for static/session.js, and for the page of the account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sil import clock
from sil.accounts.access import actor, signed_in

from . import sessions

OWN = "everyone: their own"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(OWN)
def session(request: HttpRequest) -> JsonResponse:
    """Return {"left": seconds until the person is signed out, "until": time of day}. Asking is no use of the session;
    a POST is one, and says that somebody is there."""
    if request.method == "POST":
        sessions.note_use(request)
    end = sessions.ends_at(request)
    if end is None:
        return JsonResponse({})
    until = clock.time_in_words(clock.local(end).time())
    return JsonResponse({"left": int((end - clock.now()).total_seconds()), "until": until})


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
