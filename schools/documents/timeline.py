"""Versions of the school's documents in its timeline, for those who lead and govern it. Officers read the events."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from ..assistants.queries import name_in_rows
from ..models import DocumentVersion, School
from ..queries import reads_casework
from .queries import shelf

DOCUMENTS = "documents"
GROUP = Group(DOCUMENTS, "The school’s documents", ("document.",))


def _rows(school: School, who: UserRoles) -> QuerySet[DocumentVersion] | None:
    if reads_casework(school, who):
        return None
    there = shelf(school, who).filter(taken_off_on__isnull=True).order_by().values("pk")
    found = DocumentVersion.objects.filter(document__in=there)
    named = found.annotate(title=F("document__title"), writer=name_in_rows("by", "document__school", "on"))
    return dated(named, "on", "document_id", "number", "title", "writer", "note", group=DOCUMENTS, source=DOCUMENTS)


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title=f"“{values['title']}”, version {values['number']}, added to the school’s documents",
        by=values["writer"],
        why=values["note"],
        href=reverse("school_document", kwargs={"pk": values["document_id"]}),
    )


SOURCE = Source(slug=DOCUMENTS, rows=_rows, entry=_entry)
