"""An administrator's pages about messages that were sent, wait, or could not be sent."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.web.listing import Column, Listing
from sil.workflow import Denied

from . import actions
from .models import Message, Status

COLUMNS = (
    Column(slug="written", label="Written", order=("created_at",), value=lambda m: m.created_at),
    Column(slug="to", label="To", order=("email",), value=lambda m: m.email),
    Column(slug="subject", label="Subject", order=("subject",), value=lambda m: m.subject),
    Column(slug="state", label="State", order=("status",), value=lambda m: m.get_status_display()),
)


class MessageFilter(forms.Form):
    search = forms.CharField(label="Address or subject", required=False)
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *Status.choices])


@require_safe
@allow(Permission.MESSAGES_READ)
def sent(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        Message.objects.defer("body"),
        columns=COLUMNS,
        sort="-written",
        filters=MessageFilter(request.GET),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("messages")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"outbox/messages.html{part}", {"listing": listing, "kept": settings.OUTBOX_KEEPS_MAIL})


@require_safe
@allow(Permission.MESSAGES_READ)
def message(request: HttpRequest, pk: str) -> HttpResponse:
    """One message. Its text is shown in the demonstration only: elsewhere it is private."""
    found = get_object_or_404(Message, pk=pk)
    return render(request, "outbox/message.html", {"message_": found, "kept": settings.OUTBOX_KEEPS_MAIL})


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
        rows = rows.filter(Q(email__icontains=text) | Q(subject__icontains=text))
    if status := asked.get("status"):
        rows = rows.filter(status=status)
    return rows
