"""The meeting that an invitation offers, in the calendars of those invited: with the email that sends the invitation,
on the page of the letter, and in their feed. Whoever signed it meets them, and has it on the page and in the feed too.

An invitation that is given by the day of the meeting before it moves that meeting: the event stays the same, with the
new day. A feed is read by whoever has its address, and other people see a calendar: the event tells the authority, the
school, the time and the place, never what it is about; of a restricted case neither the school nor the place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from icalendar import Event, vCalAddress

from sil.accounts.user_roles import UserRoles
from sil.dates.calendars import CANCEL, PUBLISH, REQUEST, Source, at, event_of, put_hours, text_of
from sil.dates.cells import YEARS
from sil.letters.kinds import Download
from sil.letters.models import Letter, Recipient
from sil.outbox.post import link

from ..kinds import KINDS
from ..letters.letters import readers
from ..letters.written import read_meeting
from ..models import CaseLetter
from ..states import LetterState

# The letter says when a meeting begins, and not how long it takes.
LASTS = timedelta(hours=1)
INVITATIONS = tuple(slug for slug, kind in KINDS.items() if kind.meets)
_GIVEN = (LetterState.GIVEN, LetterState.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A meeting of a case: its invitations in their order, of which the last one holds. The first one names it."""

    invitations: tuple[CaseLetter, ...]

    @property
    def last(self) -> CaseLetter:
        return self.invitations[-1]

    @property
    def is_off(self) -> bool:
        """Whether nobody meets: the invitation was withdrawn, or the case ended before the day of the meeting."""
        ended, day = self.last.case.ended_on, read_meeting(self.last.meeting).day.on
        return self.last.status == LetterState.WITHDRAWN or bool(ended and day and day > ended)

    @property
    def sequence(self) -> int:
        """How often it was changed: each further invitation and each withdrawal is another number."""
        return 2 * (len(self.invitations) - 1) + self.is_off

    @property
    def when_in_words(self) -> str:
        return read_meeting(self.last.meeting).when_in_words

    def event(self, reference: str, *, is_off: bool) -> Event:
        """The event; `reference` is that of the letter that its reader has."""
        case, meeting = self.last.case, read_meeting(self.last.meeting)
        assert meeting.day.on and meeting.at, "an invitation without them makes no appointment"
        authority = case.framework.authority
        shown = not case.restricted
        event = event_of(
            f"meeting-{self.invitations[0].pk}@{settings.MAIL_DOMAIN}",
            f"Meeting with {authority.name}" + (f": {case.school.name}" if shown else ""),
            url=link("letter", reference=reference),
            sequence=self.sequence,
            cancelled=is_off,
        )
        begins = at(meeting.day.on, meeting.at)
        put_hours(event, begins, begins + LASTS)
        if shown:
            event.add("location", meeting.place)
        event.add("organizer", _address(authority.name, authority.email))
        return event


def appointments_of(invitations: Iterable[CaseLetter]) -> list[Appointment]:
    """Return the meetings of some invitations of one case that were given, in their order."""
    found: list[Appointment] = []
    for each in invitations:
        meeting = read_meeting(each.meeting)
        if each.dated is None or meeting.at is None or meeting.day.on is None or meeting.day.on.year not in YEARS:
            continue
        before = read_meeting(found[-1].last.meeting).day.on if found else None
        if before and each.dated <= before:
            found[-1] = Appointment(invitations=(*found[-1].invitations, each))
        else:
            found.append(Appointment(invitations=(each,)))
    return found


def appointment_of(letter: CaseLetter) -> Appointment | None:
    """Return the meeting that an invitation belongs to; None where it was not given, or offers none. One query."""
    there = appointments_of(_given().filter(case=letter.case_id)) if letter.kind_of.meets else []
    return next((each for each in there if letter in each.invitations), None)


def _given() -> QuerySet[CaseLetter]:
    found = CaseLetter.objects.filter(kind__in=INVITATIONS, status__in=_GIVEN)
    related = ("case__school", "case__framework_version", "letter")
    return found.select_related(*related).defer("letter__html", "letter__context").order_by("case", "pk")


# With an email


def sent_with(letter: CaseLetter) -> Appointment | None:
    """Return the meeting that is sent with a letter that is given: that of an invitation; and of one that is withdrawn,
    where no later one has moved it."""
    invitation = letter.made_from if letter.kind_of.withdraws else letter
    found = appointment_of(invitation) if invitation else None
    return found if found and found.last == invitation else None


def text_for(appointment: Appointment, recipient: Recipient, reference: str) -> str:
    """Return what goes with the email to one of those invited, who is asked to come, or told that it is off."""
    event = appointment.event(reference, is_off=appointment.is_off)
    event.add("attendee", _address(recipient.name, recipient.email))
    return text_of([event], method=CANCEL if appointment.is_off else REQUEST).decode()


def _address(name: str, email: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{email}")
    found.params["cn"] = name
    return found


# On the page of the letter


def invited(who: UserRoles) -> QuerySet[Letter]:
    """Return the invitations that were given by which somebody meets: those to them, and those that they signed, since
    an invitation is to meet its signatory; as long as they may read it. Those who have a copy are not invited."""
    to_them = Recipient.objects.filter(user=who.user, is_copy=False).values("letter")
    of_cases = CaseLetter.objects.filter(kind__in=INVITATIONS, status__in=_GIVEN).values("letter")
    meets = Q(pk__in=to_them) | Q(signed_by=who.user)
    return Letter.objects.filter(readers(who), meets, kind__in=INVITATIONS, pk__in=of_cases)


def downloads(letter: Letter, who: UserRoles) -> Sequence[Download]:
    """Return the meeting as a file, for those invited. A few queries for an invitation, none for another letter."""
    if letter.kind not in INVITATIONS or not invited(who).filter(pk=letter.pk).exists():
        return ()
    invitation = _given().filter(letter=letter).first()
    found = appointment_of(invitation) if invitation else None
    if invitation is None or found is None:
        return ()
    label = "Take this meeting out of your calendar" if found.is_off else "Add this meeting to your calendar"
    return (Download(label, reverse("case_letter_meeting", args=[invitation.pk])),)


def file_for(invitation: CaseLetter, who: UserRoles) -> bytes | None:
    """Return the file of the meeting that an invitation belongs to, as it is now, for somebody who may read the
    invitation: off for whoever is not invited any more."""
    found = appointment_of(invitation)
    return _file(found, set(invited(who).values_list("pk", flat=True))) if found else None


def _file(found: Appointment, mine: set[int]) -> bytes | None:
    event = _event_for(found, mine)
    if event is None:
        return None
    return text_of([event], method=CANCEL if event["status"] == "CANCELLED" else PUBLISH)


def _event_for(found: Appointment, mine: set[int]) -> Event | None:
    """The event for somebody by the letters that are theirs: none, or off where a later invitation left them out."""
    theirs = [each for each in found.invitations if each.letter_id in mine]
    if not theirs:
        return None
    letter = theirs[-1].letter
    assert letter is not None, "it was given"
    return found.event(letter.reference, is_off=found.is_off or theirs[-1] != found.last)


# In a feed


def events_of(who: UserRoles) -> Iterator[Event]:
    """Yield the meetings to which somebody is invited, as long as they may read the invitation."""
    mine = set(invited(who).values_list("pk", flat=True))
    if not mine:
        return
    of_cases = CaseLetter.objects.filter(letter__in=mine).values("case")
    for _, invitations in groupby(_given().filter(case__in=of_cases), key=lambda each: each.case_id):
        for found in appointments_of(invitations):
            event = _event_for(found, mine)
            if event is not None:
                yield event


SOURCE = Source("meetings", events_of)
