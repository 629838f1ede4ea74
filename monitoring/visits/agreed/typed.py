"""The agreed actions of a report as they were typed, with their dates parsed."""

from dataclasses import dataclass
from datetime import date

from sil.web.forms import day_of

from ..models import Report


@dataclass(frozen=True, kw_only=True)
class TypedAction:
    """One agreed action. `row` is its row on the page, from 0; `has_bad_date` says that what was typed as its
    date is no date, so that `due_on` is None."""

    row: int
    text: str
    owner: str
    due_on: date | None
    has_bad_date: bool


def typed_actions(report: Report) -> list[TypedAction]:
    """Return the agreed actions in the order of the page, without the rows that were left blank."""
    return [
        TypedAction(
            row=row,
            text=action["text"].strip(),
            owner=action["owner"].strip(),
            due_on=(due_on := day_of(action["due_on"])),
            has_bad_date=bool("".join(action["due_on"]).strip()) and due_on is None,
        )
        for row, action in enumerate(report.actions)
        if "".join((action["text"], action["owner"], *action["due_on"])).strip()
    ]
