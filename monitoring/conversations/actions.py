"""Add an entry to a conversation, and remember who has read it."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from .models import Conversation, Entry, Reader, Side
from .notifications import tell
from .permissions import Voice, check_write
from .queries import joined, kept_subject, people_of
from .things import Subject, subject_for

_TO = {Side.SCHOOL: "School Improvement", Side.SERVICE: "the school"}


@transaction.atomic
def add(subject: Subject, *, text: str, asks: bool, by: User, on: date) -> Entry:
    """Write about a record, and email the people of the other side. `asks` says that an answer is needed: the other
    side then has it as work to do until it writes.

    Raises Denied("changed", "not_yours", "no_text").
    """
    conversation = _locked(subject, on)
    require_as_shown(conversation)
    subject = _as_it_is(conversation, by, on)
    voice = check_write(by, conversation.school, on, subject.officers)
    if not text.strip():
        raise Denied("no_text", "Enter what you want to write.")
    conversation.title = subject.title[:300]
    entry = _write(conversation, voice, text.strip(), asks=asks, by=by, on=on)
    _tell(conversation, entry, subject, on)
    return entry


def _locked(subject: Subject, on: date) -> Conversation:
    """Return the conversation about a record, begun if there is none, held until the transaction ends."""
    named = {"thing": subject.thing, "key": subject.key, "school": subject.school}
    Conversation.objects.get_or_create(**named, defaults={"title": subject.title[:300], "begun_on": on})
    found = Conversation.objects.select_related("school").select_for_update(of=("self",))
    return found.get(**named)


def _as_it_is(conversation: Conversation, by: User, on: date) -> Subject:
    """Return what a conversation is about, as its writer may read it now. One that was begun goes on with its school,
    whatever became of the record. Raises Denied("not_yours") where none was."""
    who, urn = roles_of(by, on), conversation.school_id
    if found := subject_for(who, conversation.thing, conversation.key, urn):
        return found
    if not conversation.last:
        raise Denied("not_yours", "Only somebody who can read this can write about it.")
    return kept_subject(conversation)


def _write(conversation: Conversation, voice: Voice, text: str, *, asks: bool, by: User, on: date) -> Entry:
    event = "conversation.question" if asks else "conversation.entry"
    events.record(
        event,
        subject=conversation,
        by=by,
        scope=scope(conversation.school),
        role=voice.title,
        to=_TO[voice.side],
        title=conversation.title,
    )
    entry = Entry.objects.create(
        conversation=conversation, side=voice.side, by=by, role=voice.title, text=text, asks=asks, at=clock.now()
    )
    if asks:
        # A question that is asked again waits since the first time.
        if conversation.awaits != voice.side.other:
            conversation.awaits, conversation.awaits_since = voice.side.other, on
    elif conversation.awaits == voice.side:
        conversation.awaits, conversation.awaits_since = "", None
    return entry


def _tell(conversation: Conversation, entry: Entry, subject: Subject, on: date) -> None:
    """Count the entry as not read by those it concerns, and email those of the other side."""
    side, school = Side(entry.side), conversation.school
    beside = {"officers": subject.officers, "joined": joined(conversation)}
    told = {each: people_of(each, school, on, **beside) for each in Side}
    new = [
        Reader(conversation=conversation, user=person, seen=conversation.last)
        for person in dict.fromkeys([*told[Side.SCHOOL], *told[Side.SERVICE], entry.by])
    ]
    Reader.objects.bulk_create(new, ignore_conflicts=True)
    conversation.last = entry.pk
    conversation.save(update_fields=["title", "last", "awaits", "awaits_since"])
    Reader.objects.filter(conversation=conversation, user=entry.by).update(seen=entry.pk, opened_at=entry.at)
    if told[side.other]:
        tell(conversation, entry, told[side.other])


def mark_read(conversation: Conversation, *, by: User) -> None:
    """Remember that somebody whom a conversation concerns has read all of it."""
    mine = Reader.objects.filter(conversation=conversation, user=by)
    mine.filter(seen__lt=conversation.last).update(seen=conversation.last, opened_at=clock.now())
