"""Notes in a school's timeline, for those who may read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from .models import Note, NoteKind
from .queries import readable


def _rows(school: School, who: UserRoles) -> QuerySet[Note]:
    found = readable(who).select_related(None).filter(school=school, withdrawn_on__isnull=True)
    named = found.annotate(writer=F("written_by__name"))
    return dated(named, "day", "kind", "met", "text", "writer", group="notes", source="notes")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title=f"{NoteKind(values['kind']).label} with {values['met']}",
        by=values["writer"],
        why=values["text"],
        href=reverse("note", kwargs={"pk": values["pk"]}),
    )


SOURCE = Source(slug="notes", rows=_rows, entry=_entry)
GROUP = Group("notes", "Notes")
