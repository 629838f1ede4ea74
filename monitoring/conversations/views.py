"""The page of a conversation: all of it, and the form that adds to it."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import actor, signed_in, user_roles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from . import actions
from .forms import EntryForm
from .models import Entry, Side
from .queries import PAGE, Found, entries_of, find, joined, people_of

WHO = "those who lead the school, its officers and oversight"
# Of a conversation that is printed.
MOST = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(WHO)
@once
def conversation(request: HttpRequest, urn: int, thing: str, key: int) -> HttpResponse:
    """What was written, the latest first. `?page=all` has all of it, to be printed."""
    found = find(user_roles(request), urn, thing, key)
    if found is None or (request.method == "POST" and found.voice is None):
        raise Http404
    form = EntryForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            said = _add(request, found, form)
        except Denied as denied:
            refuse(form, denied.sentence, "text" if denied.code == "no_text" else None)
        else:
            messages.success(request, said)
            return redirect(request.path)
    page = _page_of(found, request.GET.get("page", ""))
    if found.conversation and page and page.number == 1 and request.method == "GET":
        actions.mark_read(found.conversation, by=actor(request))
    context = {
        "subject": found.subject,
        "school": found.subject.school,
        "form": form if found.voice else None,
        "awaits": found.conversation.awaits if found.conversation else "",
        "side": found.voice.side if found.voice else "",
        "page": page,
        "goes_to": _others(found, found.voice.side.other, request) if found.voice else "",
    }
    return render(request, "conversations/conversation.html", context)


def _add(request: HttpRequest, found: Found, form: EntryForm) -> str:
    """Write the entry, and return what was done and comes next."""
    entry = actions.add(found.subject, by=actor(request), on=user_roles(request).on, **form.cleaned_data)
    named = _others(found, Side(entry.side).other, request)
    if not named:
        return "You added to the conversation. Nobody was emailed, because nobody leads the school at present."
    return f"You added to the conversation. We have emailed {named}."


def _page_of(found: Found, number: str) -> "Page[Entry] | None":
    if found.conversation is None:
        return None
    size = MOST if number == "all" else PAGE
    return Paginator(entries_of(found.conversation), size).get_page(number)


def _others(found: Found, side: Side, request: HttpRequest) -> str:
    """Return the names of those of a side to whom an entry is emailed; blank where there is nobody."""
    who, subject = user_roles(request), found.subject
    there = joined(found.conversation) if found.conversation and side == Side.SERVICE else ()
    people = people_of(side, subject.school, who.on, officers=subject.officers, joined=there)
    names = [each.name for each in people if each.is_active and each != who.user]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
