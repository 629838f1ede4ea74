"""Pages of notes."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import by_name_or_urn, receivers
from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import LEADS, Permission
from sil.audit.events import history
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..visits.visit.queries import plannable, to_choose_from
from . import actions
from .forms import AddForm, CorrectForm, NotesFilter, WithdrawForm
from .models import Note
from .permissions import may_put_right, reads_private
from .policies import content_of
from .queries import readable, writers_of

ANY = ["GET", "HEAD", "POST"]
WHO = "officers of the school and oversight; the school's headteacher where it is shared"
# Code of a refusal -> the field it stands beside.
_BESIDE = {"no_kind": "kind", "not_yet": "day", "no_met": "met", "no_text": "text", "no_reason": "reason"}
# What is said after an act on a note that is shared.
EMAILS = "We will email the headteacher of {school}."
TELL = "Nobody at {school} can be emailed: tell the school yourself."
_STATES = {
    "private": Q(shared_on__isnull=True, withdrawn_on__isnull=True),
    "shared": Q(shared_on__isnull=False, withdrawn_on__isnull=True),
    "withdrawn": Q(withdrawn_on__isnull=False),
}
COLUMNS = (
    Column(slug="day", label="Day", order=("day",), value=lambda n: n.day),
    Column(slug="school", label="School", order=("school__name",), value=lambda n: n.school.name),
    Column(slug="urn", label="URN", value=lambda n: n.school_id, shown=False),
    Column(slug="kind", label="Kind", order=("kind",), value=lambda n: n.get_kind_display()),
    Column(slug="met", label="With", order=("met",), value=lambda n: n.met),
    Column(slug="text", label="Note", value=lambda n: n.text),
    Column(slug="by", label="Written by", order=("written_by__name",), value=lambda n: n.written_by.name),
    Column(slug="shared", label="Shared with the school", value=lambda n: n.shared_on),
    Column(slug="withdrawn", label="Withdrawn", value=lambda n: n.withdrawn_on, shown=False),
)


@require_safe
@allow(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
def notes(request: HttpRequest) -> HttpResponseBase:
    """The notes of one's own schools, or of all for oversight."""
    who = user_roles(request)
    filters = NotesFilter(request.GET, writers=writers_of(readable(who)))
    if found := suggest(request, filters):
        return found
    listing = Listing(request, readable(who), columns=COLUMNS, sort="-day", filters=filters, narrow=_narrow)
    if listing.wants_export:
        return listing.export("notes")
    context = {"listing": listing, "writes": who.may(Permission.VISIT_RECORD)}
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"notes/notes.html{part}", context)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
@once
def add(request: HttpRequest) -> HttpResponse:
    """Add a note about one of one's own schools."""
    form = AddForm(posted(request), schools=to_choose_from(user_roles(request)), initial={"day": clock.today()})
    return suggest(request, form) or _add(request, form, None)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
@once
def add_at(request: HttpRequest, urn: int) -> HttpResponse:
    """Add a note about one school."""
    school = get_object_or_404(plannable(user_roles(request)), pk=urn)
    return _add(request, AddForm(posted(request), schools=None, initial={"day": clock.today()}), school)


def _add(request: HttpRequest, form: AddForm, school: School | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        at = school or form.cleaned_data["school"]
        shared = form.cleaned_data["shared"]
        try:
            made = actions.add(at, form.said, shared=shared, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            told = _who_is_told(at) if shared else "It is not shared with the school."
            messages.success(request, f"The note about {at.name} is added. {told}")
            return redirect(made)
    return render(request, "notes/add.html", {"form": form, "school": school})


@require_safe
@signed_in(WHO)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = _found(request, pk)
    officer = reads_private(found.school, who)
    context = {
        "note": found,
        "school": found.school,
        "officer": officer,
        "may_put_right": not found.is_withdrawn and may_put_right(found, by=who.user, on=who.on),
        "versions": found.versions.select_related("by") if officer else (),
        "entries": [entry_of(event) for event in history(found)] if officer else (),
    }
    return render(request, "notes/note.html", context)


@require_http_methods(ANY)
@signed_in("the writer of the note, and Principal Officers")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a note, with the reason."""
    found = _to_put_right(request, pk)
    form = CorrectForm(posted(request), shared=found.is_shared, initial=vars(content_of(found)))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.correct(found, form.said, reason=reason, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            return _done(request, found, "The note is corrected. What it said before is kept below.")
    changes = ("The note will say what you enter here.",)
    context = {"heading": "Correct the note", "button": "Correct the note", "form": form, "note": found}
    return render(request, "notes/act.html", context | {"effects": _effects(found, changes, "it was corrected")})


@require_http_methods(ANY)
@signed_in("the writer of the note, and Principal Officers")
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share a note with the school, after a page that says what happens."""
    found = _to_put_right(request, pk)
    if request.method == "POST":
        try:
            found = actions.share(found, by=actor(request), on=clock.today())
        except Denied as denied:
            messages.error(request, denied.sentence)
            return redirect(found)
        return _done(request, found, "The note is shared with the school.")
    return render(request, "notes/share.html", {"note": found, "school": found.school})


@require_http_methods(ANY)
@signed_in("the writer of the note, and Principal Officers")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a note that was entered by mistake, with the reason."""
    found = _to_put_right(request, pk)
    form = WithdrawForm(posted(request), shared=found.is_shared)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            return _done(request, found, "The note is withdrawn.")
    changes = ["The note will no longer be in the school’s timeline. It cannot be corrected or shared after this."]
    if found.is_shared:
        changes.append("The school will no longer be able to read what it said.")
    context = {"heading": "Withdraw the note", "button": "Withdraw the note", "form": form, "note": found}
    context |= {"warns": True, "effects": _effects(found, changes, "it was withdrawn, and why")}
    return render(request, "notes/act.html", context)


def _found(request: HttpRequest, pk: int) -> Note:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _to_put_right(request: HttpRequest, pk: int) -> Note:
    found, who = _found(request, pk), user_roles(request)
    if found.is_withdrawn or not may_put_right(found, by=who.user, on=who.on):
        raise Http404
    return found


def _done(request: HttpRequest, found: Note, said: str) -> HttpResponse:
    messages.success(request, f"{said} {_who_is_told(found.school)}" if found.is_shared else said)
    return redirect(found)


def _who_is_told(school: School) -> str:
    words = EMAILS if receivers(school, clock.today(), LEADS) else TELL
    return words.format(school=school.name)


def _effects(found: Note, changes: Any, told: str) -> Effects:
    if not found.is_shared:
        return Effects(changes=changes)
    assert found.shared_on is not None
    return Effects(
        changes=changes,
        told=(f"The headteacher of {found.school.name} was told on {clock.in_words(found.shared_on)} of the note.",),
        tells=(f"We will email the headteacher that {told}.",),
    )


def _narrow(rows: QuerySet[Note], asked: dict[str, Any]) -> QuerySet[Note]:
    if text := asked.get("search"):
        words = Q(met__icontains=text) | Q(text__icontains=text)
        rows = rows.filter(by_name_or_urn(text, school="school__") | words)
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if state := asked.get("state"):
        rows = rows.filter(_STATES[state])
    if by := asked.get("by"):
        rows = rows.filter(written_by__in=by.keys)
    if first := asked.get("from_"):
        rows = rows.filter(day__gte=first)
    if last := asked.get("to"):
        rows = rows.filter(day__lte=last)
    return rows
