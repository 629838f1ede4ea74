"""Work items of answers: one that did not come by its day."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from sil.web.work import WorkItem

from ..kinds import name_of_kind
from .queries import CaseWithAnswer


def work_of_answer(case: CaseWithAnswer, on: date) -> Iterator[WorkItem]:
    """Yield to the owner of a case: record the answer that was asked for, or ask again, once its day has passed."""
    waits = case.answer
    if waits is None or date.fromisoformat(waits["due_on"]) >= on:
        return
    yield WorkItem(
        title=f"Record the answer, or ask again: {name_of_kind(waits['kind'], case.rules)}",
        about=case.school.name,
        href=reverse("case_letter_answer", kwargs={"pk": waits["pk"]}),
        act="Record it",
        due=date.fromisoformat(waits["due_on"]),
        basis=waits["basis"],
    )
