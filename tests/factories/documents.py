"""Documents of schools."""

from datetime import date
from typing import Any

from schools.documents import actions
from schools.documents.policies import Details
from schools.models import DocumentVersion, School, SchoolDocument
from sil.accounts.models import User
from sil.uploads.formats import Document, examine
from tests.conftest import TODAY


def file(text: str = "First.") -> Document:
    return examine("document.txt", text.encode())


def added(school: School, by: User, title: str = "Improvement plan", **facts: Any) -> SchoolDocument:
    """A document of one version; shared, unless the facts say otherwise."""
    on: date = facts.pop("on", TODAY)
    text = facts.pop("text", f"{title} of {school}.")
    details = Details(**{"title": title, "kind": "improvement_plan", "is_shared": True, **facts})
    return actions.add(school, details, file=file(text), by=by, on=on)


def again(document: SchoolDocument, by: User, text: str = "Second.", on: date = TODAY) -> DocumentVersion:
    """Another version of it."""
    return actions.add_version(document, file=file(text), note="Reviewed.", by=by, on=on)
