"""Pages of newsletters: the list, one of them, write, change, discard, send, and stop taking them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil.accounts.access import actor, allow, open_to_all, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.clock import weekday_in_words
from sil.outbox.post import render as render_email
from sil.outbox.sender import sender
from sil.submissions.once import once
from sil.uploads.responses import attachment
from sil.web.forms import number_of, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import entry_of
from sil.workflow import Denied

from . import actions
from .forms import NewsletterFilter, NewsletterForm
from .models import OUT, Newsletter
from .notifications import content_of, person_of
from .permissions import OFFICERS, audiences_of, may_write
from .queries import count_stopped, emails_of, readable, takers
from .text import blocks

ANY = ["GET", "HEAD", "POST"]
WHO = "officers, and the headteachers and governors whom they are for"
# In place of the link that stops newsletters, where an officer reads the email before it goes.
_OWN_LINK = "(the reader’s own link)"
_UNREADABLE = "The file {name} cannot be opened: it is damaged or has a password. Attach a copy that opens."
# Code of a refusal -> the field it stands beside.
_BESIDE = {"no_title": "title", "no_text": "text", "no_audience": "audience", "not_pdf": "file"}


def _columns(writes: bool) -> tuple[Column, ...]:
    columns = (
        Column(slug="title", label="Title", order=("title",), value=lambda n: n.title),
        Column(slug="for", label="For", order=("audience",), value=lambda n: n.get_audience_display()),
        Column(slug="sent", label="Sent", order=("sent_on",), value=lambda n: n.sent_on),
    )
    if not writes:
        return columns
    state = Column(slug="state", label="State", order=("status",), value=lambda n: n.get_status_display())
    number = Column(
        slug="emails", label="Emails", order=("written",), value=lambda n: n.written if n.is_out else None, numeric=True
    )
    return (*columns, state, number)


@require_safe
@signed_in(WHO)
def newsletters(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    if not (who.may(*OFFICERS) or audiences_of(who)):
        raise Http404
    writes = may_write(who)
    listing = Listing(
        request,
        readable(who).exclude(status=Newsletter.Status.DISCARDED),
        columns=_columns(writes),
        sort="-sent",
        filters=NewsletterFilter(request.GET, states=writes),
        narrow=_narrowed,
    )
    if listing.wants_export:
        return listing.export("newsletters")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"newsletters/newsletters.html{part}", {"listing": listing, "writes": writes})


@require_safe
@signed_in(WHO)
def newsletter(request: HttpRequest, pk: int) -> HttpResponse:
    """One newsletter, as its readers see it; for those who write them with its email and what became of it."""
    who, found = user_roles(request), _found(request, pk)
    writes = may_write(who)
    email = ("", "")
    if writes:
        signed, day = sender(found.sent_by or who.user), found.day_in_words or weekday_in_words(who.on)
        said = replace(content_of(found, who.user, day=day, signed=signed), stop_url=_OWN_LINK)
        email = render_email(said.kind, {**vars(said), "recipient": who.user.name})
    context = {
        "newsletter": found,
        "blocks": blocks(found.text),
        "writes": writes,
        "subject": email[0],
        "body": email[1],
        "emails": emails_of(found) if writes and found.is_out else None,
        "corrections": found.corrections.filter(status__in=OUT).order_by("pk"),
        "entries": [entry_of(event) for event in history(found)] if writes else (),
    }
    return render(request, "newsletters/newsletter.html", context)


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
@once
def newsletter_write(request: HttpRequest) -> HttpResponse:
    """A new one; `corrects` in the address is the key of the one that it corrects, whose text it begins with."""
    key = number_of(request.GET.get("corrects", ""))
    wrong = get_object_or_404(Newsletter, pk=key, status__in=OUT) if key else None
    initial = (
        {"title": f"Correction: {wrong.title}"[:120], "text": wrong.text, "audience": wrong.audience} if wrong else {}
    )

    def act(form: NewsletterForm) -> Newsletter:
        return actions.write(form.typed, by=actor(request), on=user_roles(request).on, corrects=wrong)

    form = NewsletterForm(posted(request), request.FILES or None, initial=initial)
    return _filled(request, form, act, {"corrects": wrong})


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
def newsletter_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if not found.is_draft:
        messages.warning(request, "This newsletter has been sent or discarded, so it cannot be changed.")
        return redirect(found)

    def act(form: NewsletterForm) -> Newsletter:
        return actions.change(found, form.typed, by=actor(request), on=user_roles(request).on)

    initial = {"title": found.title, "text": found.text, "audience": found.audience}
    form = NewsletterForm(posted(request), request.FILES or None, has_file=bool(found.file_id), initial=initial)
    return _filled(request, form, act, {"newsletter": found, "corrects": found.corrects})


@require_http_methods(ANY)
@allow(Permission.OFFER_KEEP)
def newsletter_send(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, and send it."""
    found, who = _found(request, pk), user_roles(request)
    if not found.is_draft:
        messages.warning(request, "This newsletter has been sent or discarded. Nothing has been sent again.")
        return redirect(found)
    if request.method == "POST":
        try:
            sent = actions.send(found, by=who.user, on=who.on)
        except Denied as denied:
            messages.warning(request, denied.sentence)
            return redirect(found)
        messages.success(request, "The newsletter is being sent. This page shows how far it is.")
        return redirect(sent)
    number = takers(found.audience, who.on).count()
    context = {"newsletter": found, "number": number, "stopped": count_stopped(found.audience, who.on)}
    return render(request, "newsletters/send.html", context)


@require_POST
@allow(Permission.OFFER_KEEP)
def newsletter_discard(request: HttpRequest, pk: int) -> HttpResponse:
    found, who = _found(request, pk), user_roles(request)
    try:
        actions.discard(found, by=who.user, on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    messages.success(request, f"You discarded the newsletter “{found.title}”. Nobody was sent it.")
    return redirect("newsletters")


@require_safe
@signed_in(WHO)
def newsletter_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.file is None:
        raise Http404
    return attachment(found.file)


@require_http_methods(ANY)
@open_to_all
def newsletters_stop(request: HttpRequest, token: str) -> HttpResponse:
    """From the link in an email, without signing in: opening it changes nothing, so that a program that looks at links
    stops nobody's newsletters."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.stop(person)
    return render(request, "newsletters/stop.html", {"email": person.email, "stopped": request.method == "POST"})


def _filled(
    request: HttpRequest, form: NewsletterForm, act: Callable[[NewsletterForm], Newsletter], context: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(
                request, "The newsletter is saved. Read it below as its readers will see it, then send it."
            )
            if (file := form.typed.file) and file.warning:
                messages.warning(request, _UNREADABLE.format(name=file.name))
            return redirect(made)
    return render(request, "newsletters/write.html", {"form": form, **context})


def _found(request: HttpRequest, pk: int) -> Newsletter:
    return get_object_or_404(readable(user_roles(request)).prefetch_related("file"), pk=pk)


def _narrowed(found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    for word in (asked.get("search") or "").split():
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found.filter(status=asked["status"]) if asked.get("status") else found
