"""Actions agreed on earlier visits, as a source of follow-up questions."""

from datetime import date

from sil.clock import in_words, weekday_in_words

from ..follow_ups.sources import Question, Source
from ..models import AgreedAction, Visit
from .actions import follow_up
from .queries import earlier_actions


def asks(visit: Visit) -> list[Question]:
    """Return a question for each earlier agreed action that is still open."""
    return [Question(key=str(each.pk), text=each.text, known=_known(each)) for each in earlier_actions(visit)]


def _known(action: AgreedAction) -> str:
    facts = [
        f"Agreed on {in_words(action.visit.starts_on)}.",
        f"Owner: {action.owner}." if action.owner else "",
        f"Due by {weekday_in_words(action.due_on)}." if action.due_on else "",
        _said("Last update", action.progress_on, action.get_progress_display(), action.progress_note),
        _said("The school says", action.school_said_on, action.get_school_progress_display(), action.school_note),
    ]
    return " ".join(filter(None, facts)).strip()


def _said(who: str, day: date | None, words: str, note: str) -> str:
    return f"{who}, {in_words(day)}: {words.lower()}. {note}" if day else ""


# Without a slug: answers were kept under the bare keys of actions before there were other sources.
SOURCE = Source(
    slug="",
    order=10,
    asked="What has happened to earlier agreed actions?",
    told="What has happened to earlier agreed actions",
    answers=tuple(choice for choice in AgreedAction.Progress.choices if choice[0]),
    asks=asks,
    settle=follow_up,
)
