"""Requests for more time to answer, in "my work" of the partner."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sil.web.work import Finder, WorkItem

from ..models import TimeRequest
from .queries import to_answer


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title=f"{facts['name']} asks for more time to answer",
        about=facts["school"],
        href=TimeRequest(pk=key).get_absolute_url(),
        act="Answer the request",
        due=date.fromisoformat(facts["due_on"]),
        basis="The school’s answer is due on this day.",
    )


FACTS = {"school": "allocation__school__name", "name": "asked_by__name", "due_on": "due_on"}
FINDER = Finder("more time", to_answer, item=_item, facts=FACTS)
