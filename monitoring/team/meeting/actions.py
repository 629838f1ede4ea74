"""Plan a meeting of a team, record what was decided, correct the notes, and cancel it."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import weekday_in_words
from sil.workflow import find

from ..models import Meeting, MeetingVersion, Team
from ..team.actions import locked as locked_team
from ..team.permissions import check_keep
from ..team.policies import check_open, check_reason
from ..transitions import MEETING_ROWS
from .notifications import MeetingCancelled, MeetingCorrected, MeetingPlanned, MeetingRecorded, tell
from .policies import MeetingInput, NotesInput, check_correction, check_notes, check_plan, notes_of


@transaction.atomic
def plan(team: Team, said: MeetingInput, *, by: User, on: date) -> Meeting:
    """Plan a meeting; those invited are told. Raises Denied("not_yours", "ended") and those of `check_plan`."""
    team = locked_team(team)
    check_keep(team, by=by, on=on)
    check_open(team)
    check_plan(said, on=on)
    made = Meeting.objects.create(team=team, planned_by=by, **vars(said))
    _record("team.meeting_planned", made, by=by)
    tell(MeetingPlanned, made, by=by, on=on)
    return made


@transaction.atomic
def hold(meeting: Meeting, said: NotesInput, *, by: User, on: date) -> Meeting:
    """Record that a meeting was held: who came, what was discussed and decided. Those invited are told.

    Raises Denied("not_yours", "wrong_state") and those of `check_notes`.
    """
    meeting = _locked(meeting)
    check_keep(meeting.team, by=by, on=on)
    row = find(MEETING_ROWS, action="hold", source=meeting.status, refusal="This meeting is not planned any more.")
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
    row = find(MEETING_ROWS, action="cancel", source=meeting.status, refusal="This meeting is not planned any more.")
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


def _record(kind: str, meeting: Meeting, *, by: User, reason: str = "", status: tuple[str, str] | None = None) -> None:
    day = weekday_in_words(meeting.day)
    events.record(kind, subject=meeting, by=by, scope=scope(meeting.team.school), reason=reason, status=status, day=day)
