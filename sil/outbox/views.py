"""Pages about messages that were sent, wait, or could not be sent, for administrators, who learn no casework there."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from . import actions
from .models import Message, Status
from .queries import may_open, readable

WHO = "administrators; in the demonstration everybody, for what was written to them"

COLUMNS = (
    Column(slug="written", label="Written", order=("created_at",), value=lambda m: m.created_at),
    Column(slug="to", label="To", order=("email",), value=lambda m: m.email),
    Column(slug="subject", label="Subject", order=("shown_subject",), value=lambda m: m.shown_subject),
    Column(slug="state", label="State", order=("status",), value=lambda m: m.get_status_display()),
)


class MessageFilter(forms.Form):
    search = forms.CharField(label="Address or subject", required=False)
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *Status.choices])


@require_safe
@signed_in(WHO)
def sent(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    if not may_open(who):
        raise Http404
    listing = Listing(
        request,
        readable(who).defer("body", "appointment"),
        columns=COLUMNS,
        sort="-written",
        filters=MessageFilter(request.GET),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("messages")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(
        request,
        f"outbox/messages.html{part}",
        {"listing": listing, "kept": settings.OUTBOX_KEEPS_MAIL, "manages": who.may(Permission.MESSAGES_READ)},
    )


@require_safe
@signed_in(WHO)
def message(request: HttpRequest, pk: str) -> HttpResponse:
    """One message. Its text is shown in the demonstration only, and only without casework or to whom it was written:
    elsewhere it is private."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    context = {
        "message_": found,
        "kept": settings.OUTBOX_KEEPS_MAIL,
        "manages": who.may(Permission.MESSAGES_READ),
    }
    return render(request, "outbox/message.html", context)


@require_POST
@allow(Permission.MESSAGES_READ)
def retry(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Message, pk=pk)
    try:
        actions.retry(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "The message is back in the queue and will be sent within a minute.")
    return redirect("message", pk=pk)


def _narrow(rows: QuerySet[Message], asked: dict[str, Any]) -> QuerySet[Message]:
    if text := asked.get("search"):
        rows = rows.filter(Q(email__icontains=text) | Q(shown_subject__icontains=text))
    if status := asked.get("status"):
        rows = rows.filter(status=status)
    return rows
