"""Add a school's document and its versions, change what is said of it, take it off and put it back.

Events of what the officers read are filed with the school and name no title: a title that should not have been shared
is gone from their pages once the document is. All others are filed apart, for those who lead and govern the school.
"""

from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.audit import events
from sil.audit.events import Actor
from sil.audit.shown import require_as_shown
from sil.uploads.actions import store
from sil.uploads.formats import Document
from sil.workflow import Denied

from ..assistants.queries import acting
from ..models import DocumentVersion, School, SchoolDocument
from ..queries import scope
from .permissions import check_add, check_keep
from .policies import Details, check_details, check_on_shelf, details_of

READERS = {True: "the school, its partner and officers", False: "those who lead and govern the school"}
EVENTS = {
    "document.added": "{kind_name} added to the school’s documents",
    "document.version_added": "Version {number} added to the school’s documents: {kind_name}",
    "document.shared": "{kind_name} of the school shared with its partner and officers",
    "document.changed": "Title, kind or readers of a document changed",
    "document.taken_off": "{kind_name} taken off the school’s documents",
    "document.put_back": "{kind_name} put back with the school’s documents",
}


@transaction.atomic
def add(school: School, details: Details, *, file: Document, note: str = "", by: User, on: date) -> SchoolDocument:
    """Add a document with its first version. Raises Denied("not_the_school", "no_title", "no_kind")."""
    check_add(school, by=by, on=on)
    check_details(details)
    document = SchoolDocument.objects.create(
        school=school, title=details.title.strip(), kind=details.kind, is_shared=details.is_shared
    )
    _add_version(document, file, number=1, note=note, by=by, on=on)
    _record("document.added", document, by=acting(by, school, on))
    return document


@transaction.atomic
def add_version(document: SchoolDocument, *, file: Document, note: str, by: User, on: date) -> DocumentVersion:
    """Add a version, which is the present one from now on; those before are kept. Raises Denied("not_the_school",
    "taken_off", "no_note", "same_file")."""
    document = _locked(document)
    check_add(document.school, by=by, on=on)
    check_on_shelf(document)
    if not note.strip():
        raise Denied("no_note", "Say what is new in this version.")
    last = document.versions.select_related("upload").defer("upload__content").latest("number")
    if last.upload.sha256 == file.sha256:
        raise Denied("same_file", "This is the same file as the present version. Select the new one.")
    made = _add_version(document, file, number=last.number + 1, note=note, by=by, on=on)
    _record("document.version_added", document, by=acting(by, document.school, on), number=made.number)
    return made


@transaction.atomic
def change(document: SchoolDocument, details: Details, *, by: User, on: date) -> SchoolDocument:
    """Change the title, the kind and who may read it. Raises Denied("not_the_head", "no_title", "no_kind",
    "no_change")."""
    document = _locked(document)
    check_keep(document, by=by, on=on)
    check_details(details)
    before = details_of(document)
    document.title, document.kind, document.is_shared = details.title.strip(), details.kind, details.is_shared
    if details_of(document) == before:
        raise Denied("no_change", "Change the title, the kind or who may read it. Nothing has been changed.")
    old, new = _in_words(before), _in_words(details_of(document))
    events.record("document.changed", subject=document, by=by, scope=_apart(document), old=old, new=new)
    if document.is_shared and not before.is_shared and not document.is_off:
        _record("document.shared", document, by=by)
    document.save(update_fields=["title", "kind", "is_shared"])
    return document


@transaction.atomic
def take_off(document: SchoolDocument, *, reason: str, by: User, on: date) -> SchoolDocument:
    """Take a document off with a reason. What cites a version of it keeps that version. Raises Denied("not_the_head",
    "taken_off", "no_reason")."""
    document = _locked(document)
    check_keep(document, by=by, on=on)
    if document.is_off:
        raise Denied("taken_off", "This document has already been taken off.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why it is taken off.")
    _record("document.taken_off", document, by=by, reason=reason.strip())
    document.taken_off_by, document.taken_off_on, document.taken_off_reason = by, on, reason.strip()
    document.save(update_fields=["taken_off_by", "taken_off_on", "taken_off_reason"])
    return document


@transaction.atomic
def put_back(document: SchoolDocument, *, by: User, on: date) -> SchoolDocument:
    """Put back a document that was taken off. Raises Denied("not_the_head", "not_off")."""
    document = _locked(document)
    check_keep(document, by=by, on=on)
    if not document.is_off:
        raise Denied("not_off", "This document has not been taken off.")
    _record("document.put_back", document, by=by)
    document.taken_off_by, document.taken_off_on, document.taken_off_reason = None, None, ""
    document.save(update_fields=["taken_off_by", "taken_off_on", "taken_off_reason"])
    return document


def _add_version(
    document: SchoolDocument, file: Document, *, number: int, note: str, by: User, on: date
) -> DocumentVersion:
    upload = store(file, by=by, on=on)
    return DocumentVersion.objects.create(
        document=document, number=number, upload=upload, note=note.strip(), by=by, on=on
    )


def _locked(document: SchoolDocument) -> SchoolDocument:
    locked = SchoolDocument.objects.select_related("school").select_for_update(of=("self",)).get(pk=document.pk)
    require_as_shown(locked)
    return locked


def _record(kind: str, document: SchoolDocument, *, by: Actor, reason: str = "", number: int = 1) -> None:
    at = scope(document.school) if document.is_shared else _apart(document)
    said = str(document.get_kind_display())
    events.record(kind, subject=document, by=by, scope=at, reason=reason, kind_name=said, number=number)


def _apart(document: SchoolDocument) -> str:
    return f"documents:{scope(document.school)}"


def _in_words(details: Details) -> dict[str, str]:
    """Return details as the history has them, by the names of the columns."""
    kind = str(SchoolDocument.Kind(details.kind).label)
    return {"title": details.title, "kind": kind, "readers": READERS[details.is_shared]}
