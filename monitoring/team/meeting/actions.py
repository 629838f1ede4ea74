"""Plan a meeting of a team, move it, remind of it, record what was decided, correct the notes, and cancel it."""

from datetime import date

from django.db import transaction
from django.db.models import F

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import weekday_in_words
from sil.deadlines.reminders import Stage, day_of
from sil.deadlines.rules import recorded_calendar
from sil.outbox.reminding import LOOK_AHEAD
from sil.workflow import find

from ..models import Meeting, MeetingVersion, Team
from ..team.actions import locked as locked_team
from ..team.permissions import check_keep
from ..team.policies import check_open, check_reason
from ..transitions import MEETING_ROWS
from .notifications import (
    MeetingCancelled,
    MeetingCorrected,
    MeetingMoved,
    MeetingPlanned,
    MeetingRecorded,
    MeetingReminder,
    tell,
)
from .policies import (
    MeetingInput,
    NotesInput,
    WhenInput,
    check_correction,
    check_move,
    check_notes,
    check_plan,
    notes_of,
    when_in_words,
    when_of,
)

NOT_PLANNED = "This meeting is not planned any more."


@transaction.atomic
def plan(team: Team, said: MeetingInput, *, by: User, on: date) -> Meeting:
    """Plan a meeting; those invited are told. Raises Denied("not_yours", "ended") and those of `check_plan`."""
    team = locked_team(team)
    check_keep(team, by=by, on=on)
    check_open(team)
    check_plan(said, on=on)
    made = Meeting.objects.create(team=team, planned_by=by, told_on=on, **vars(said))
    _record("team.meeting_planned", made, by=by)
    tell(MeetingPlanned, made, by=by, on=on)
    return made


@transaction.atomic
def move(meeting: Meeting, said: WhenInput, *, reason: str, by: User, on: date) -> Meeting:
    """Move a meeting that is planned to another day, time or place; those invited are told, and the history keeps what
    was planned. Raises Denied("not_yours", "ended", "wrong_state") and those of `check_move`."""
    meeting = _locked(meeting)
    check_keep(meeting.team, by=by, on=on)
    check_open(meeting.team)
    row = find(MEETING_ROWS, action="move", source=meeting.status, refusal=NOT_PLANNED)
    check_move(meeting, said, reason, on=on)
    old, new = when_in_words(when_of(meeting)), when_in_words(said)
    _record(row.event, meeting, by=by, reason=reason.strip(), day=said.day, old=old, new=new)
    for name, value in vars(said).items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    meeting.told_on = on
    meeting.save()
    tell(MeetingMoved, meeting, by=by, on=on, reason=reason.strip())
    return meeting


def remind(on: date) -> int:
    """Remind those invited to each meeting, once for its day, on the working day before, unless they were told of the
    day only then. Returns the number of emails written."""
    calendar = recorded_calendar()
    waiting = Meeting.objects.filter(status=Meeting.Status.PLANNED, day__gt=on, told_on__lt=on)
    waiting = waiting.filter(day__lte=on + LOOK_AHEAD).exclude(reminded_of=F("day"))
    return sum(_remind(each, on) for each in waiting if day_of(Stage.EVE, each.day, calendar) <= on)


@transaction.atomic
def _remind(meeting: Meeting, on: date) -> int:
    meeting = _locked(meeting)
    if not meeting.is_planned or meeting.reminded_of == meeting.day:
        return 0
    meeting.reminded_of = meeting.day
    meeting.save(update_fields=["reminded_of"])
    return tell(MeetingReminder, meeting, by=None, on=on)


@transaction.atomic
def hold(meeting: Meeting, said: NotesInput, *, by: User, on: date) -> Meeting:
    """Record that a meeting was held: who came, what was discussed and decided. Those invited are told.

    Raises Denied("not_yours", "wrong_state") and those of `check_notes`.
    """
    meeting = _locked(meeting)
    check_keep(meeting.team, by=by, on=on)
    row = find(MEETING_ROWS, action="hold", source=meeting.status, refusal=NOT_PLANNED)
    check_notes(meeting, said, on=on)
    _record(row.event, meeting, by=by, status=(meeting.status, row.target))
    meeting.status = row.target
    _fill(meeting, said)
    meeting.save()
    tell(MeetingRecorded, meeting, by=by, on=on)
    return meeting


@transaction.atomic
def correct(meeting: Meeting, said: NotesInput, *, reason: str, by: User, on: date) -> Meeting:
    """Correct the notes of a meeting; what they said before is kept with the reason, and those invited are told.

    Raises Denied("not_yours") and those of `check_notes` and `check_correction`.
    """
    meeting = _locked(meeting)
    check_keep(meeting.team, by=by, on=on)
    said = _stripped(said)
    check_correction(meeting, said, reason)
    check_notes(meeting, said, on=on)
    MeetingVersion.objects.create(meeting=meeting, reason=reason.strip(), by=by, on=on, **vars(notes_of(meeting)))
    _record("team.meeting_corrected", meeting, by=by, reason=reason.strip())
    _fill(meeting, said)
    meeting.save()
    tell(MeetingCorrected, meeting, by=by, on=on, reason=reason.strip())
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: User, on: date) -> Meeting:
    """Cancel a meeting that is planned; those invited are told. Raises Denied("not_yours", "wrong_state",
    "no_reason")."""
    meeting = _locked(meeting)
    check_keep(meeting.team, by=by, on=on)
    row = find(MEETING_ROWS, action="cancel", source=meeting.status, refusal=NOT_PLANNED)
    check_reason(reason, "Enter why the meeting is cancelled.")
    _record(row.event, meeting, by=by, reason=reason.strip(), status=(meeting.status, row.target))
    meeting.status, meeting.reason = row.target, reason.strip()
    meeting.save(update_fields=["status", "reason"])
    tell(MeetingCancelled, meeting, by=by, on=on, reason=meeting.reason)
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    related = Meeting.objects.select_related("team__school", "team__lead", "planned_by")
    found = related.select_for_update(of=("self",)).get(pk=meeting.pk)
    require_as_shown(found)
    return found


def _stripped(said: NotesInput) -> NotesInput:
    return NotesInput(**{name: text.strip() for name, text in vars(said).items()})


def _fill(meeting: Meeting, said: NotesInput) -> None:
    for name, text in vars(_stripped(said)).items():
        setattr(meeting, name, text)


def _record(
    kind: str,
    meeting: Meeting,
    *,
    by: User,
    reason: str = "",
    status: tuple[str, str] | None = None,
    day: date | None = None,
    **more: object,
) -> None:
    where = scope(meeting.team.school)
    words = weekday_in_words(day or meeting.day)
    events.record(kind, subject=meeting, by=by, scope=where, reason=reason, status=status, day=words, **more)
