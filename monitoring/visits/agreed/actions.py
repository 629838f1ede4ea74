"""Store the actions agreed on a visit when its report is issued, and follow up earlier ones."""

from collections.abc import Sequence
from datetime import date

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words

from ..follow_ups.sources import FollowUpAnswer, Question
from ..models import AgreedAction, Report, Visit
from .typed import TypedAction


def follow_up(report: Report, question: Question, said: FollowUpAnswer, *, by: User, on: date) -> None:
    """Store what a report says of an action that was agreed earlier. The caller holds a transaction."""
    action = AgreedAction.objects.select_for_update().get(pk=int(question.key))
    if (action.progress, action.progress_note) == (said.progress, said.note):
        return
    action.progress, action.progress_note = said.progress, said.note
    action.progress_on, action.followed_up_at = on, report.visit
    action.save(update_fields=["progress", "progress_note", "progress_on", "followed_up_at"])
    _record("action.followed_up", action, report, by=by, progress=action.get_progress_display())


def store_agreed(report: Report, actions: Sequence[TypedAction], *, by: User) -> None:
    """Store the agreed actions as issued. One that a corrected report no longer names is deleted. The caller
    holds a transaction."""
    there = {action.place: action for action in AgreedAction.objects.filter(visit=report.visit)}
    for place, typed in enumerate(actions, 1):
        action = there.pop(place, None) or AgreedAction(school=report.visit.school, visit=report.visit, place=place)
        before = action.text
        action.text, action.owner, action.due_on = typed.text, typed.owner, typed.due_on
        action.save()
        if action.text != before:
            _record("action.agreed", action, report, by=by)
    for action in there.values():
        action.delete()


def move_agreed(visit: Visit, wrong: School) -> None:
    """Take the agreed actions of a visit along to its school. Those of the wrong school that it followed up are open
    again. The caller holds a transaction."""
    AgreedAction.objects.filter(visit=visit).update(school=visit.school)
    followed = AgreedAction.objects.filter(followed_up_at=visit, school=wrong)
    followed.update(progress="", progress_note="", progress_on=None, followed_up_at=None)


def _record(event: str, action: AgreedAction, report: Report, *, by: User, **facts: object) -> None:
    visit = report.visit
    events.record(
        event,
        subject=action,
        by=by,
        scope=scope(visit.school),
        reason="",
        status=None,
        kind_name=visit.kind_name,
        day=in_words(visit.starts_on),
        text=action.text,
        **facts,
    )
