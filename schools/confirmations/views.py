"""The page of a role or an address that waits for a second person, with the buttons that confirm or end it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import ChangeRequest
from sil.accounts.roles import CONFIRMS, Permission
from sil.web.incoming.confirm import confirm_first
from sil.workflow import Denied

from . import actions
from .permissions import confirmers, may_confirm, may_withdraw
from .queries import in_words, last_day, related


@require_safe
@allow(*CONFIRMS)
def change_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for, for whom, and what it lets them do."""
    found, on, by = get_object_or_404(related(), pk=pk), clock.today(), actor(request)
    waits = not found.outcome and on <= last_day(found)
    others = confirmers(on).exclude(pk__in=(found.asked_by_id, found.person_id))
    context = {
        "change": found,
        "what": in_words(found),
        "last_day": last_day(found),
        "waits": waits,
        "confirms": waits and may_confirm(found, by=by, on=on),
        "withdraws": waits and may_withdraw(found, by=by, on=on),
        "others": others,
        "manages": user_roles(request).may(Permission.PEOPLE_MANAGE),
    }
    return render(request, "schools/confirmations/change_request.html", context)


@require_POST
@allow(*CONFIRMS)
@confirm_first
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the change, as the second person."""
    return _ended(request, pk, actions.confirm, "You have confirmed the change for {name}. We have emailed them.")


@require_POST
@allow(*CONFIRMS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End it without giving anything: the person who asked for it, or somebody who refuses it."""
    return _ended(request, pk, actions.withdraw, "The change for {name} will not be made.")


def _ended(request: HttpRequest, pk: int, act: Callable[..., ChangeRequest], sentence: str) -> HttpResponse:
    found = get_object_or_404(related(), pk=pk)
    try:
        act(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, sentence.format(name=found.person.name))
    return redirect(found)
