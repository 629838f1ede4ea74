"""Pages about access of administrators to casework: the list, the request, its answer, and what was read by it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit import events
from sil.clock import weekday_in_words
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.incoming.confirm import confirm_first
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..models import CaseworkAccess
from . import actions
from .forms import AskForm, DeclineForm, GrantForm
from .permissions import may_answer, may_ask, may_end
from .queries import READ, granters, readable, reads

ANY = ["GET", "HEAD", "POST"]
WHO = (Permission.PEOPLE_MANAGE, Permission.CASEWORK_GRANT)
# Of those that are over, and of the pages that were read, how many are shown.
PAST, SHOWN = 50, 100
LABELS = ("Administrator", "Schools", "Asked", "Last day", "Answer", "Answered by", "Ended", "Ended by", "Why")
_BESIDE = {"past": "ends_on", "too_long": "ends_on", "own_school": "schools", "not_asked": "schools"}


@require_safe
@allow(*WHO)
def accesses(request: HttpRequest) -> HttpResponseBase:
    """The requests and grants that the person may see: those that wait, those that hold, those that are over."""
    who = user_roles(request)
    if wants_file(request):
        return file_of(request, "casework-access", LABELS, _lines(readable(who)))
    found = list(readable(who)[:PAST])
    waits = [each for each in found if each.waits(who.on)]
    holds = [each for each in found if each.holds(who.on)]
    groups = (
        ("Waiting for an answer", "waits", waits, "No request waits for an answer."),
        ("Now", "holds", holds, "No administrator can read casework today."),
        ("Past", "past", [each for each in found if each not in (*waits, *holds)], "None has ended yet."),
    )
    context = {"groups": groups, "most": PAST, "may_ask": may_ask(by=who.user, on=who.on)}
    context |= {"grants": who.may(Permission.CASEWORK_GRANT), "files": files_of(request)}
    return render(request, "schools/casework_access/accesses.html", context)


def _lines(found: QuerySet[CaseworkAccess]) -> Iterator[Sequence[object]]:
    for each in found.iterator(chunk_size=500):
        schools = "; ".join(school.name for school in each.schools.all())
        answered, ended = (person.name if person else "" for person in (each.answered_by, each.ended_by))
        days = (each.asked_on, each.ends_on)
        yield (
            each.person.name,
            schools,
            *days,
            each.get_outcome_display(),
            answered,
            each.ended_on,
            ended,
            each.reason,
        )


@require_http_methods(ANY)
@allow(Permission.PEOPLE_MANAGE)
@once
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to read the casework of some schools."""
    on, by = clock.today(), actor(request)
    form = AskForm(posted(request))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(**form.cleaned_data, by=by, on=on)
        except Denied as denied:
            _refuse(form, denied)
        else:
            messages.success(request, "You asked to read casework. We have emailed the officers who can answer.")
            return redirect(made)
    return render(request, "schools/casework_access/ask.html", {"form": form, "may_ask": may_ask(by=by, on=on)})


@require_safe
@allow(*WHO)
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """A request or a grant: for which schools, why, until when, and what was read by it."""
    found, who = _found(request, pk), user_roles(request)
    on, history = who.on, events.history(found).exclude(kind=READ)
    read = reads(found)
    context = {
        "access": found,
        "waits": found.waits(on),
        "holds": found.holds(on),
        "answers": found.waits(on) and may_answer(found, by=who.user, on=on),
        "is_own": found.person_id == who.user.pk,
        "ends": may_end(found, by=who.user, on=on),
        "others": granters(list(found.schools.all()), on) if found.waits(on) else [],
        "read": list(read[:SHOWN]),
        "read_count": read.count(),
        # Each event stands in the history of every school; here once.
        "entries": [entry_of(each) for each in history.filter(scope__startswith="person:")],
    }
    return render(request, "schools/casework_access/access.html", context)


@require_http_methods(ANY)
@allow(Permission.CASEWORK_GRANT)
@confirm_first
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the administrator read some of the schools."""
    said = "{name} can read the casework of the schools you chose until {day}. We have emailed them."
    return _answer(request, pk, GrantForm, actions.grant, said, heading="Let them read casework", button="Grant access")


@require_http_methods(ANY)
@allow(Permission.CASEWORK_GRANT)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline the request, with a reason."""
    said = "You declined the request of {name}. We have emailed them."
    return _answer(request, pk, DeclineForm, actions.decline, said, heading="Decline the request", button="Decline")


@require_http_methods(ANY)
@allow(*WHO)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a grant at once, or withdraw a request."""
    found, who = _found(request, pk), user_roles(request)
    waits, holds = found.waits(who.on), found.holds(who.on)
    may = may_end(found, by=who.user, on=who.on) and (holds or (waits and found.person_id == who.user.pk))
    if request.method != "POST":
        return (
            render(request, "schools/casework_access/end.html", {"access": found, "waits": waits})
            if may
            else _over(request, found)
        )
    try:
        actions.end(found, by=who.user, on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, _ended(found, waits=waits, own=found.person_id == who.user.pk))
    return redirect(found)


def _ended(found: CaseworkAccess, *, waits: bool, own: bool) -> str:
    if waits:
        return "You withdrew your request."
    who = "You can" if own else f"{found.person.name} can"
    return f"{who} no longer read casework by this access. We have emailed the other person."


def _answer(
    request: HttpRequest, pk: int, kind: type[forms.Form], act: Callable[..., CaseworkAccess], said: str, **words: str
) -> HttpResponse:
    """The page of one answer, which takes the fields of its form."""
    found, on, by = _found(request, pk), clock.today(), actor(request)
    if request.method != "POST" and not (found.waits(on) and may_answer(found, by=by, on=on)):
        return _over(request, found)
    more: dict[str, Any] = {"access": found, "on": on} if kind is GrantForm else {}
    form = kind(posted(request), **more)
    if request.method == "POST" and form.is_valid():
        try:
            made = act(found, **form.cleaned_data, by=by, on=on)
        except Denied as denied:
            _refuse(form, denied)
        else:
            day = weekday_in_words(made.ends_on)
            messages.success(request, said.format(name=made.person.name, day=day))
            return redirect(made)
    return render(request, "schools/casework_access/answer.html", {"form": form, "access": found, **words})


def _found(request: HttpRequest, pk: int) -> CaseworkAccess:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _over(request: HttpRequest, found: CaseworkAccess) -> HttpResponse:
    messages.warning(request, "This cannot be changed any more.")
    return redirect(found)


def _refuse(form: forms.Form, denied: Denied) -> None:
    field = _BESIDE.get(denied.code)
    refuse(form, denied.sentence, field if field in form.fields else None)
