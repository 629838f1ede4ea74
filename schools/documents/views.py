"""Pages of a school's documents."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.roles import Part
from sil.audit.events import history
from sil.submissions.once import once
from sil.uploads.responses import attachment
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..assistants.queries import name_then
from ..models import SchoolDocument
from ..queries import with_assisted
from . import actions
from .forms import OFF, SHARED, AddForm, DetailsForm, DocumentFilter, TakeOffForm, VersionForm, details_in_form
from .permissions import has_shelf, holds_post, may_add, may_keep
from .policies import details_of
from .queries import NEW, document_for, readable_version, school_for, shelf, versions_of, with_present

ANY = ["GET", "HEAD", "POST"]
READS = "people who lead or govern the school, and assistants; its officers and oversight where it is shared"
ADDS, KEEPS = (
    "people who lead or govern the school, and assistants who look after its documents",
    "people who lead the school",
)
# Code of a refusal -> the field it stands beside.
_BESIDE = {
    "no_title": "title",
    "no_kind": "kind",
    "no_note": "note",
    "same_file": "file",
    "no_reason": "reason",
    "no_change": "title",
}
_WHO_READS = {True: "School and officers", False: "School only"}
COLUMNS = (
    Column(slug="title", label="Title", order=("title",), value=lambda d: d.title),
    Column(slug="kind", label="Kind", order=("kind",), value=lambda d: d.get_kind_display()),
    Column(slug="version", label="Version", order=("number",), value=lambda d: d.number, numeric=True),
    Column(slug="added", label="Added", order=("added_on",), value=lambda d: d.added_on),
    Column(slug="by", label="Added by", order=("added_by",), value=lambda d: d.added_by),
    Column(slug="note", label="Note", value=lambda d: d.note),
    Column(slug="readers", label="Read by", order=("is_shared",), value=lambda d: _WHO_READS[d.is_shared]),
)


@require_safe
@signed_in("people who lead or govern the school, its officers and oversight")
def documents(request: HttpRequest, urn: int) -> HttpResponseBase:
    """The documents of a school that the person may read."""
    who = user_roles(request)
    school = get_object_or_404(with_assisted(who, Part.DOCUMENTS), pk=urn)
    if not has_shelf(school, who):
        raise Http404
    at_school = holds_post(school, who)
    listing = Listing(
        request,
        with_present(shelf(school, who)),
        columns=COLUMNS,
        sort="-added",
        filters=DocumentFilter(request.GET, at_school=at_school),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export(f"documents-{school.urn}")
    context = {"listing": listing, "school": school, "heading": "The school’s documents", "may_add": at_school}
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"schools/documents/documents.html{part}", context | {"new_since": who.on - NEW})


@require_http_methods(ANY)
@signed_in(ADDS)
@once
def add(request: HttpRequest, urn: int) -> HttpResponse:
    """Add a document with its first version."""
    who = user_roles(request)
    school = get_object_or_404(with_assisted(who, Part.DOCUMENTS), pk=urn)
    if not may_add(school, by=who.user, on=who.on):
        raise Http404
    form = AddForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        given = {"file": data["file"], "note": data["note"], "by": actor(request), "on": clock.today()}
        try:
            made = actions.add(school, form.details, **given)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"“{made.title}” was added. {_who_reads(made)}")
            return redirect(made)
    context = {"form": form, "school": school, "heading": "Add a document", "button": "Add the document"}
    return render(request, "schools/documents/write.html", context)


@require_safe
@signed_in(READS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """A document with its versions; those who lead and govern the school read what happened to it, too."""
    who = user_roles(request)
    found = _found(request, pk)
    at_school = holds_post(found.school, who)
    context = {
        "document": found,
        "school": school_for(found, who),
        "heading": found.title,
        "versions": [(each, name_then(each.by, found.school, each.on)) for each in versions_of(found)],
        "at_school": at_school,
        "may_add": at_school and not found.is_off,
        "may_keep": may_keep(found, by=who.user, on=who.on),
        "entries": [entry_of(event) for event in history(found)] if at_school else (),
    }
    return render(request, "schools/documents/document.html", context)


@require_safe
@signed_in(READS)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a version, the present one or one before."""
    version = readable_version(user_roles(request), pk)
    if version is None:
        raise Http404
    return attachment(version.upload)


@require_http_methods(ANY)
@signed_in(ADDS)
@once
def add_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a version of a document."""
    who = user_roles(request)
    found = _found(request, pk)
    if not may_add(found.school, by=who.user, on=who.on):
        raise Http404
    form = VersionForm(posted(request), request.FILES or None)

    def act() -> str:
        made = actions.add_version(found, **form.cleaned_data, by=actor(request), on=clock.today())
        return f"Version {made.number} was added. The versions before it are kept."

    return _acted(request, found, form, act, heading="Add a version", button="Add the version")


@require_http_methods(ANY)
@signed_in(KEEPS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title, the kind and who may read a document."""
    found = _to_keep(request, pk)
    form = DetailsForm(posted(request), initial=details_in_form(details_of(found)))

    def act() -> str:
        made = actions.change(found, form.details, by=actor(request), on=clock.today())
        return f"“{made.title}” was changed. {_who_reads(made)}"

    return _acted(request, found, form, act, heading="Change the document", button="Save the changes")


@require_http_methods(ANY)
@signed_in(KEEPS)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document off, with the reason."""
    found = _to_keep(request, pk)
    form = TakeOffForm(posted(request))

    def act() -> str:
        actions.take_off(found, **form.cleaned_data, by=actor(request), on=clock.today())
        return f"“{found.title}” was taken off the list. You can put it back at any time."

    words = {"heading": "Take the document off the list", "button": "Take it off"}
    return _acted(request, found, form, act, **words, takes_off=True)


@require_POST
@signed_in(KEEPS)
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back a document that was taken off."""
    found = _to_keep(request, pk)
    try:
        found = actions.put_back(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"“{found.title}” was put back. {_who_reads(found)}")
    return redirect(found)


def _acted(
    request: HttpRequest, found: SchoolDocument, form: Form, act: Callable[[], str], **words: Any
) -> HttpResponse:
    """The page of an act on a document; or what `act` says was done, back on the document."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, done)
            return redirect(found)
    school = school_for(found, user_roles(request))
    context = {"form": form, "document": found, "school": school, **words}
    return render(request, "schools/documents/write.html", context)


def _found(request: HttpRequest, pk: int) -> SchoolDocument:
    found = document_for(user_roles(request), pk)
    if found is None:
        raise Http404
    return found


def _to_keep(request: HttpRequest, pk: int) -> SchoolDocument:
    found, who = _found(request, pk), user_roles(request)
    if not may_keep(found, by=who.user, on=who.on):
        raise Http404
    return found


def _who_reads(document: SchoolDocument) -> str:
    if document.is_shared:
        return "The partner and officers of the school can read it now."
    return "Only the school can read it."


def _narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    if text := asked.get("search"):
        rows = rows.filter(title__icontains=text)
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if readers := asked.get("readers"):
        rows = rows.filter(is_shared=readers == SHARED)
    return rows.filter(taken_off_on__isnull=asked.get("state") != OFF)
