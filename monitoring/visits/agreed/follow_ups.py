"""Actions agreed on earlier visits, as a source of follow-up questions."""

from sil.clock import in_words

from ..follow_ups.sources import Question, Source
from ..models import AgreedAction, Visit
from .actions import follow_up
from .queries import earlier_actions


def asks(visit: Visit) -> list[Question]:
    """Return a question for each earlier agreed action that is still open."""
    return [Question(key=str(each.pk), text=each.text, known=_known(each)) for each in earlier_actions(visit)]


def _known(action: AgreedAction) -> str:
    agreed = [f"Agreed on {in_words(action.visit.starts_on)}", action.owner]
    agreed += [f"by {in_words(action.due_on)}"] if action.due_on else []
    words = ", ".join(filter(None, agreed))
    if not action.progress:
        return words
    return f"{words}. Said so far: {action.get_progress_display().lower()}. {action.progress_note}".strip()


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
