"""Feedback to give, in "my work" of those who booked, until it is given or its last day has passed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from sil.web.work import Finder, WorkItem

from .queries import waiting_for_person


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        about=facts["school"],
        title=f"Optional: say how useful “{facts['title']}” was to {facts['name']}",
        act="Give feedback",
        href=reverse("event_feedback_give", kwargs={"pk": key}),
        due=date.fromisoformat(facts["until"]),
        is_optional=True,
    )


FACTS = {"school": "school__name", "title": "event__title", "name": "name", "until": "feedback_until"}
FINDER = Finder("feedback on events", waiting_for_person, item=_item, facts=FACTS)
