"""Queries of a school's documents: those a person may read, with their present version."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from sil.accounts.user_roles import UserRoles

from ..assistants.queries import name_in_rows
from ..models import DocumentVersion, School, SchoolDocument
from ..queries import own_and_assisted, reads_casework
from ..succession import urns_with_predecessors, urns_with_successors
from .permissions import holds_post, may_read

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# For so long a version counts as new on the school's page.
NEW = timedelta(days=14)


class PresentColumns(TypedDict):
    """What `with_present` adds: of the present version its key, number, day, writer and note."""

    version: int
    number: int
    added_on: date
    added_by: str
    note: str


if TYPE_CHECKING:
    DocumentWithPresent = WithAnnotations[SchoolDocument, PresentColumns]


def shelf(school: School, who: UserRoles) -> QuerySet[SchoolDocument]:
    """Return the documents of a school, and of those that it took the place of, that a person who may open its page may
    read."""
    found = SchoolDocument.objects.filter(school__in=urns_with_predecessors(school))
    if holds_post(school, who):
        return _related(found)
    shared = found.filter(is_shared=True, taken_off_on__isnull=True)
    return _related(shared) if reads_casework(school, who) else found.none()


def document_for(who: UserRoles, pk: int) -> SchoolDocument | None:
    """Return a document that a person may read, or None."""
    found = _related(SchoolDocument.objects.filter(pk=pk)).first()
    return found if found is not None and may_read(found, who) else None


def school_for(document: SchoolDocument, who: UserRoles) -> School:
    """Return the school at which a person reads a document: its own, or the one that took its place."""
    line, mine = urns_with_successors(document.school), own_and_assisted(who.user, who.on)
    urn = next((urn for urn in line if urn in mine), document.school_id)
    return document.school if urn == document.school_id else School.objects.get(pk=urn)


def _related(documents: QuerySet[SchoolDocument]) -> QuerySet[SchoolDocument]:
    return documents.select_related("school", "taken_off_by")


def with_present(documents: QuerySet[SchoolDocument]) -> "QuerySet[DocumentWithPresent]":
    """Add what the list shows of the present version of each."""
    present = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
    named = present.annotate(named=name_in_rows("by", "document__school", "on"))
    return documents.annotate(
        version=Subquery(present.values("pk")[:1]),
        number=Subquery(present.values("number")[:1]),
        added_on=Subquery(present.values("on")[:1]),
        added_by=Subquery(named.values("named")[:1]),
        note=Subquery(present.values("note")[:1]),
    )


def versions_of(document: SchoolDocument) -> QuerySet[DocumentVersion]:
    """Return the versions of a document, the latest first, with their files' names and sizes."""
    return document.versions.select_related("by", "upload").defer("upload__content")


def readable_version(who: UserRoles, pk: int) -> DocumentVersion | None:
    """Return a version of a document that a person may read, or None."""
    found = DocumentVersion.objects.filter(pk=pk).select_related("document__school", "upload").first()
    return found if found is not None and may_read(found.document, who) else None


def citable(school: School, *, kept: Iterable[int] = ()) -> QuerySet[DocumentVersion]:
    """Return the present versions of the documents of a school, and of those it took the place of, that are shared and
    have not been taken off: what anybody who writes about the school can cite. `kept` are the keys of versions that
    were cited before: what is put right can go on citing them."""
    last = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-number").values("number")[:1]
    of_school = Q(document__school__in=urns_with_predecessors(school), number=Subquery(last))
    shared = of_school & Q(document__is_shared=True, document__taken_off_on__isnull=True)
    found = DocumentVersion.objects.filter(shared | Q(pk__in=list(kept)) if kept else shared)
    return found.select_related("document").order_by(F("document__title"), "pk")
