"""Messages about a meeting of a team, to those invited, with the meeting for their calendar. They quote no notes."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from icalendar import vCalAddress

from sil.accounts.models import User
from sil.clock import time_in_words, weekday_in_words
from sil.dates.calendars import CANCEL, REQUEST, at, event_of, put_hours, text_of
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Meeting
from .policies import where
from .queries import invited

# A plan says when a meeting begins, and not how long it takes.
LASTS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class AboutMeeting(Content):
    """Fields of every message about a meeting: its day and hour in words, where it is, and what it is for."""

    school: str
    day: str
    hour: str
    where: str
    purpose: str
    who: str
    url: str
    reason: str = ""


class MeetingPlanned(AboutMeeting):
    kind: ClassVar[str] = "team_meeting_planned"


class MeetingMoved(AboutMeeting):
    kind: ClassVar[str] = "team_meeting_moved"


class MeetingReminder(AboutMeeting):
    kind: ClassVar[str] = "team_meeting_reminder"


class MeetingCancelled(AboutMeeting):
    kind: ClassVar[str] = "team_meeting_cancelled"


class MeetingRecorded(AboutMeeting):
    kind: ClassVar[str] = "team_meeting_recorded"
    can_wait: ClassVar[bool] = True


class MeetingCorrected(AboutMeeting):
    kind: ClassVar[str] = "team_meeting_corrected"
    can_wait: ClassVar[bool] = True


MESSAGES = (MeetingPlanned, MeetingMoved, MeetingReminder, MeetingCancelled, MeetingRecorded, MeetingCorrected)


def tell(message: type[AboutMeeting], meeting: Meeting, *, by: User | None, on: date, reason: str = "") -> int:
    """Send one message about a meeting to those invited, but not to `by`. Returns the number written."""
    content = message(
        school=meeting.team.school.name,
        day=weekday_in_words(meeting.day),
        hour=time_in_words(meeting.begins),
        where=where(meeting),
        purpose=meeting.purpose,
        who=by.name if by else "",
        url=link("team_meeting", pk=meeting.pk),
        reason=reason,
        sender=sender(by or meeting.planned_by),
    )
    in_calendars = message in (MeetingPlanned, MeetingMoved, MeetingCancelled)
    people = list(reached(invited(meeting, on), message, but=by))
    for person in people:
        appointment = _appointment(meeting, person) if in_calendars else ""
        put(content, to=person.email, name=person.name, appointment=appointment)
    return len(people)


def _appointment(meeting: Meeting, person: User) -> str:
    """The meeting as the text of a calendar for one of those invited. Other people see a calendar: it tells the school,
    the time and the place, never what it is about."""
    cancelled = meeting.status == Meeting.Status.CANCELLED
    event = event_of(
        f"team-meeting-{meeting.uid}",
        f"Meeting: {meeting.team.school.name}",
        url=link("team_meeting", pk=meeting.pk),
        sequence=meeting.sequence + cancelled,
        cancelled=cancelled,
    )
    event.add("location", where(meeting))
    event.add("organizer", _address(meeting.planned_by))
    event.add("attendee", _address(person))
    begins = at(meeting.day, meeting.begins)
    put_hours(event, begins, begins + LASTS)
    return text_of([event], method=CANCEL if cancelled else REQUEST).decode()


def _address(person: User) -> vCalAddress:
    found = vCalAddress(f"mailto:{person.email}")
    found.params["cn"] = person.name
    return found
