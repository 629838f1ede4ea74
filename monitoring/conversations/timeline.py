"""Conversations in a school's timeline, one entry for each, for those who lead the school. Officers read the events."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from schools.models import School
from schools.queries import reads_casework, schools_in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from .models import Conversation


def _rows(school: School, who: UserRoles) -> QuerySet[Conversation] | None:
    if reads_casework(school, who) or school.pk not in schools_in_post(who.user, who.on, LEADS):
        return None
    found = Conversation.objects.filter(school=school)
    return dated(found, "begun_on", "title", "thing", "key", "school", group="conversations", source="conversations")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    there = Conversation(school_id=values["school"], thing=values["thing"], key=values["key"])
    return Entry(day=day, title=f"Conversation begun about the {values['title']}", href=there.get_absolute_url())


SOURCE = Source(slug="conversations", rows=_rows, entry=_entry)
GROUP = Group("conversations", "Conversations", ("conversation.",))
