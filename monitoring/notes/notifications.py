"""Messages about a note, to those who lead the school, once it is shared with them. They quote nothing of it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears_instead
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..visits.visit.notifications import present_leads
from .models import Note


@dataclass(frozen=True, kw_only=True)
class AboutNote(Content):
    school: str
    # A telephone call, an email or a conversation, and its day in words.
    what: str
    day: str
    who: str
    url: str
    reason: str = ""


class Shared(AboutNote):
    kind: ClassVar[str] = "note_shared"


class Corrected(AboutNote):
    kind: ClassVar[str] = "note_corrected"


class Withdrawn(AboutNote):
    kind: ClassVar[str] = "note_withdrawn"


MESSAGES = (Shared, Corrected, Withdrawn)


def tell(message: type[AboutNote], note: Note, *, by: User, on: date, reason: str = "") -> None:
    """Send one message about a note to those who lead the school on a day. Where there is nobody, the school's officers
    are told so that they can pass it on."""
    content = message(
        school=note.school.name,
        what=note.get_kind_display().lower(),
        day=weekday_in_words(note.day),
        who=by.name,
        url=link("note", pk=note.pk),
        reason=reason,
        sender=sender(by),
    )
    instead = who_hears_instead(note.school, AssignmentRole.SIP, on)
    for person in reached(present_leads(note.school, on), message, otherwise=instead, but=by):
        put(content, to=person.email, name=person.name)
