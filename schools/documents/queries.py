"""Queries of a school's documents: those a person may read, with their present version."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import F, OuterRef, QuerySet, Subquery

from sil.accounts.user_roles import UserRoles

from ..assistants.queries import name_in_rows
from ..models import DocumentVersion, School, SchoolDocument
from .permissions import readers

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


def readable(who: UserRoles) -> QuerySet[SchoolDocument]:
    """Return the documents that a person may read."""
    return SchoolDocument.objects.filter(readers(who)).select_related("school", "taken_off_by")


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
    found = DocumentVersion.objects.filter(pk=pk, document__in=readable(who).order_by().values("pk"))
    return found.select_related("upload").first()


def citable(school: School) -> QuerySet[DocumentVersion]:
    """Return the present versions of a school's documents that are shared and have not been taken off: what anybody who
    writes about the school can cite."""
    last = DocumentVersion.objects.filter(document=OuterRef("document")).order_by("-number").values("number")[:1]
    found = DocumentVersion.objects.filter(
        document__school=school, document__is_shared=True, document__taken_off_on__isnull=True
    )
    return found.filter(number=Subquery(last)).select_related("document").order_by(F("document__title"), "pk")
