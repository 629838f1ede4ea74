"""Store the actions agreed on a visit when its report is issued, and what is said of them later, in reports or apart.

Each statement is kept; an action repeats the last one that counts. A statement counts while the action is of the school
of which it was said and, where a report said it, while that report stands and is of that school.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.workflow import Denied

from ..follow_ups.sources import FollowUpAnswer, Question
from ..models import ActionStatement, AgreedAction, Report, Visit
from .notifications import give_action_receipt
from .permissions import check_tell, check_update
from .policies import Update, check_school_content, check_update_content
from .queries import counting, on_record
from .typed import TypedAction

_OFF = AgreedAction.OFF_REPORT


@transaction.atomic
def update(action: AgreedAction, said: Update, *, by: User, on: date) -> AgreedAction:
    """Say what became of an action, apart from a report.

    Raises Denied("not_yours", "off_record") and those of `check_update_content`.
    """
    action = _locked(action)
    check_update(action.school, by=by, on=on)
    _check_on_record(action)
    check_update_content(action, said, on=on)
    named = _progress_in_words(said.progress)
    _record("action.updated", action, by=by, reason=said.reason.strip(), progress=named)
    _state(action, said.progress, said.note, day=said.day, reason=said.reason, by=by)
    return action


@transaction.atomic
def tell(action: AgreedAction, *, progress: str, note: str, by: User, on: date) -> AgreedAction:
    """Say for the school how far it is with an action; what its partner found stays as it is.

    Raises Denied("not_the_head", "off_record") and those of `check_school_content`.
    """
    action = _locked(action)
    check_tell(action.school, by=by, on=on)
    _check_on_record(action)
    check_school_content(action, progress, note)
    _record("action.school_said", action, by=by, progress=_progress_in_words(progress))
    made = _state(action, progress, note, day=on, by_school=True, by=by)
    give_action_receipt(made, by=by, on=on)
    return action


def follow_up(report: Report, said: Mapping[Question, FollowUpAnswer], *, by: User, on: date) -> None:
    """Store what a report says of actions that were agreed earlier. What the same report said before is no news, even
    where something else was found since. The caller holds a transaction."""
    for question, answer in said.items():
        _follow_up(report, question, answer, by=by, on=on)


def _follow_up(report: Report, question: Question, said: FollowUpAnswer, *, by: User, on: date) -> None:
    action = AgreedAction.objects.select_for_update().get(pk=int(question.key))
    before = action.statements.filter(visit=report.visit_id, school=action.school_id).last()
    if before and (before.progress, before.note) == (said.progress, said.note):
        recount([action.pk])
        return
    _record("action.followed_up", action, by=by, progress=_progress_in_words(said.progress))
    _state(action, said.progress, said.note, day=on, visit=report.visit, by=by)


def store_agreed(report: Report, actions: Sequence[TypedAction], *, by: User) -> None:
    """Store the agreed actions as issued. One that a corrected report no longer names is deleted; where something was
    said of it, it is kept off the report until a version names it again. The caller holds a transaction."""
    found = AgreedAction.objects.select_for_update().filter(visit=report.visit).order_by("place")
    there = list(found.prefetch_related("statements"))
    pairs = _matched(there, actions)
    kept = [action for action, _ in pairs if action]
    # Out of each other's places first: no two may have the same one, not even between two rows.
    AgreedAction.objects.filter(pk__in=[action.pk for action in kept]).update(place=F("place") + 2 * _OFF)
    _leave_out([action for action in there if action not in kept])
    for place, (known, typed) in enumerate(pairs, 1):
        action = known or AgreedAction(school=report.visit.school, visit=report.visit)
        is_news = action.text != typed.text or action.is_off_report
        action.place, action.text, action.owner, action.due_on = place, typed.text, typed.owner, typed.due_on
        action.save()
        if is_news:
            _record("action.agreed", action, by=by)


def move_agreed(visit: Visit) -> None:
    """Take the agreed actions of a visit along to its school. What was said of them at the wrong school no longer
    counts, nor does what the visit's report said of the wrong school's actions. The caller holds a transaction."""
    AgreedAction.objects.filter(visit=visit).update(school=visit.school)
    of_visit = AgreedAction.objects.filter(visit=visit).values_list("pk", flat=True)
    followed = ActionStatement.objects.filter(visit=visit).values_list("action", flat=True)
    recount({*of_visit, *followed})


def recount_followed(visit: Visit) -> None:
    """Count again what was said of the actions that a visit's report follows up: whether it stands has changed. The
    caller holds a transaction."""
    recount(set(ActionStatement.objects.filter(visit=visit).values_list("action", flat=True)))


def recount(keys: Iterable[int]) -> None:
    """Repeat in some actions (keys) the last statements that count. Two queries, and one for each that changes."""
    said = counting().filter(action__in=keys).order_by("pk")
    last = {(each.action_id, each.by_school): each for each in said}
    for action in AgreedAction.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        _repeat(action, last.get((action.pk, False)), last.get((action.pk, True)))


def _locked(action: AgreedAction) -> AgreedAction:
    related = AgreedAction.objects.select_related("school", "visit__framework_version")
    locked = related.select_for_update(of=("self",)).get(pk=action.pk)
    require_as_shown(locked)
    return locked


def _check_on_record(action: AgreedAction) -> None:
    if not on_record().filter(pk=action.pk).exists():
        raise Denied("off_record", "The report in which this was agreed has been withdrawn, or no longer names it.")


def _state(
    action: AgreedAction,
    progress: str,
    note: str,
    *,
    day: date,
    by: User,
    reason: str = "",
    visit: Visit | None = None,
    by_school: bool = False,
) -> ActionStatement:
    made = ActionStatement.objects.create(
        action=action,
        school=action.school,
        by_school=by_school,
        progress=progress,
        note=note.strip(),
        day=day,
        reason=reason.strip(),
        visit=visit,
        by=by,
        made_at=clock.now(),
    )
    recount([action.pk])
    action.refresh_from_db()
    return made


def _repeat(action: AgreedAction, found: ActionStatement | None, of_school: ActionStatement | None) -> None:
    values = {
        "progress": found.progress if found else "",
        "progress_note": found.note if found else "",
        "progress_on": found.day if found else None,
        "followed_up_at_id": found.visit_id if found else None,
        "school_progress": of_school.progress if of_school else "",
        "school_note": of_school.note if of_school else "",
        "school_said_on": of_school.day if of_school else None,
    }
    if any(getattr(action, name) != value for name, value in values.items()):
        AgreedAction.objects.filter(pk=action.pk).update(**values)


def _matched(
    there: Sequence[AgreedAction], actions: Sequence[TypedAction]
) -> list[tuple[AgreedAction | None, TypedAction]]:
    """Each typed action with the one on record: one of the same words, else the one in its place with words that are no
    longer there, if nothing was said of it. What was said of other words is not said of these."""
    texts = {typed.text for typed in actions}
    by_text: defaultdict[str, list[AgreedAction]] = defaultdict(list)
    for action in there:
        by_text[action.text].append(action)
    by_place = {
        action.place: action
        for action in there
        if action.text not in texts and not action.is_off_report and not action.statements.all()
    }
    return [
        (by_text[typed.text].pop(0) if by_text[typed.text] else by_place.pop(place, None), typed)
        for place, typed in enumerate(actions, 1)
    ]


def _leave_out(gone: Sequence[AgreedAction]) -> None:
    free = max([_OFF, *(action.place + 1 for action in gone)])
    for action in gone:
        if not action.statements.all():
            action.delete()
        elif not action.is_off_report:
            AgreedAction.objects.filter(pk=action.pk).update(place=free)
            free += 1


def _progress_in_words(progress: str) -> str:
    return str(dict(AgreedAction.Progress.choices)[progress])


def _record(event: str, action: AgreedAction, *, by: User, reason: str = "", **facts: object) -> None:
    visit = action.visit
    events.record(
        event,
        subject=action,
        by=by,
        scope=scope(action.school),
        reason=reason,
        status=None,
        kind_name=visit.kind_name,
        day=in_words(visit.starts_on),
        text=action.text,
        **facts,
    )
