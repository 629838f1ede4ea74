"""Pages between the password and being signed in, for those who are emailed a code."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sil import clock
from sil.accounts.access import View
from sil.web.forms import posted
from sil.workflow import Denied

from ..queries import has_step
from ..stages import stage_of
from ..views import at_stage
from . import browsers, policies, queries
from .actions import works
from .forms import CodeForm
from .stages import EmailedCodeStage


def _still_for_them(view: Callable[[HttpRequest, EmailedCodeStage], HttpResponse]) -> View:
    """Go on with signing in where a code is not for the person any more, since they were given a role or the setting
    was changed; begin again where they have a second step by now, which is asked for before this stage."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        stage = cast(EmailedCodeStage, stage_of(request))
        if has_step(stage.person):
            return cast(HttpResponse, stage.abort())
        if not stage.is_for(stage.person):
            return cast(HttpResponse, stage.exit())
        return view(request, stage)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@at_stage(EmailedCodeStage.key)
@_still_for_them
def enter(request: HttpRequest, stage: EmailedCodeStage) -> HttpResponse:
    """Ask for the code that was emailed."""
    form = CodeForm(posted(request), stage=stage)
    if form.is_valid():
        sets_up = form.cleaned_data["sets_up"]
        try:
            answer = stage.pass_on(sets_up=sets_up)
        except Denied:
            # They set up a second step in another browser in the meantime: the next sign-in asks for it.
            return cast(HttpResponse, stage.abort())
        if not sets_up:
            browsers.confirm(request, answer, stage.person)
        return answer
    sent = stage.sent
    until = sent.get("until")
    context = {
        "form": form,
        "address": policies.masked(stage.person.email),
        "days": policies.BROWSER_COUNTS.days,
        "was_sent": until is not None,
        "until": policies.in_words(datetime.fromtimestamp(until, clock.LONDON)) if until and works(sent) else "",
        "again": policies.in_words(again) if (again := queries.next_at(stage.person)) else "",
        "most": policies.MOST_SENT,
    }
    return render(request, "mfa/emailed.html", context)


@require_POST
@at_stage(EmailedCodeStage.key)
@_still_for_them
def send(request: HttpRequest, stage: EmailedCodeStage) -> HttpResponse:
    """Email another code, which ends the one before."""
    try:
        stage.send()
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "We have emailed you another code. Earlier ones no longer work.")
    return redirect("mfa_emailed")
