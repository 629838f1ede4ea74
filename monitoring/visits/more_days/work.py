"""Days that schools ask for, in "my work" of the partner."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sil.framework.schema import days_in_words
from sil.web.work import Finder, WorkItem

from ..models import SchoolDaysRequest
from .queries import to_answer


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title=f"{facts['name']} asks for {days_in_words(Decimal(str(facts['days'])))} more",
        about=facts["school"],
        href=SchoolDaysRequest(pk=key).get_absolute_url(),
        act="Answer the request",
        since=date.fromisoformat(facts["asked_on"]),
    )


FACTS = {"school": "school__name", "name": "asked_by__name", "days": "days", "asked_on": "asked_on"}
FINDER = Finder("days that schools ask for", to_answer, item=_item, facts=FACTS)
