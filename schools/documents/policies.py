"""What a school's document has to say, and when a version can be added or cited."""

from dataclasses import dataclass

from sil.workflow import Denied

from ..models import SchoolDocument


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is said of a document. `kind` is a SchoolDocument.Kind."""

    title: str
    kind: str
    is_shared: bool


def details_of(document: SchoolDocument) -> Details:
    return Details(title=document.title, kind=document.kind, is_shared=document.is_shared)


def check_details(details: Details) -> None:
    """Raises Denied("no_title", "no_kind")."""
    if not details.title.strip():
        raise Denied("no_title", "Enter a title.")
    if details.kind not in SchoolDocument.Kind.values:
        raise Denied("no_kind", "Select what kind of document it is.")


def check_on_shelf(document: SchoolDocument) -> None:
    """Raises Denied("taken_off")."""
    if document.is_off:
        raise Denied("taken_off", "This document has been taken off. Put it back first.")
