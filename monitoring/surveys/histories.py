"""Whose history is read of surveys. Who answered one, and what they said, is in none."""

from django.db.models import Q

from sil.accounts.roles import Permission
from sil.web.history.kinds import HistoryKind, events_of

from .models import Cycle, Theme


def _themes(record: Cycle) -> Q:
    return events_of(Theme, Theme.objects.filter(cycle=record))


HISTORIES = (
    HistoryKind(
        slug="survey",
        label="survey",
        model=Cycle,
        rows=lambda who: Cycle.objects.all() if who.may(Permission.SURVEYS_READ) else Cycle.objects.none(),
        parts=_themes,
        never=("survey.answered", "survey.answer_changed"),
    ),
)
