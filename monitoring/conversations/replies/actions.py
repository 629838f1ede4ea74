"""Take the emails that arrived, and add what was written to its conversation."""

import logging
from collections import Counter
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.returned import mailbox
from sil.printable import without_hidden
from sil.web.forms import LONGEST
from sil.workflow import Denied

from ..actions import add
from ..forms import EntryForm
from ..models import Conversation, Taken
from ..queries import find, kept_subject
from .mails import Mail, read
from .notifications import tell_not_added

log = logging.getLogger(__name__)

# Emails in one run; the others wait for the next.
MOST = 50
FILES_NOT_KEPT = "Files came with this email. They were not kept."


class Outcome(StrEnum):
    ADDED = "added"
    NOT_ADDED = "not added"
    DROPPED = "dropped"
    TAKEN_BEFORE = "taken before"


def take_arrived() -> Counter[Outcome]:
    """Take the emails that nobody has read in the mailbox, and return what became of them. Each is marked as read after
    its transaction: what a worker that died had taken is known by its key."""
    found: Counter[Outcome] = Counter()
    if not settings.INBOUND_ADDRESS:
        return found
    try:
        with mailbox.opened(settings.INBOUND_MAILBOX) as connection:
            for uid in mailbox.unread(connection, MOST):
                arrived = mailbox.fetch(connection, uid)
                found[take(arrived.raw, is_whole=arrived.is_whole, on=clock.today())] += 1
                mailbox.mark_read(connection, uid)
    except mailbox.AWAY as error:
        log.warning("The mailbox of replies cannot be read: %s", type(error).__name__)
    if found:
        log.info("Replies by email: %s", ", ".join(f"{number} {outcome}" for outcome, number in found.items()))
    return found


@transaction.atomic
def take(raw: bytes, *, is_whole: bool, on: date) -> Outcome:
    """Add one email to its conversation, once. What cannot be added is answered by an email to the account of the
    person to whom its address was given; what is no reply of a person is dropped without an answer."""
    mail = read(raw)
    if mail is None:
        return Outcome.DROPPED
    # Another worker that takes the same email waits here until this one has done.
    if not Taken.objects.get_or_create(key=mail.key, defaults={"at": clock.now()})[1]:
        return Outcome.TAKEN_BEFORE
    person = User.objects.filter(pk=mail.person, is_active=True).first()
    conversation = Conversation.objects.select_related("school").filter(pk=mail.conversation).first()
    if person is None or conversation is None or mail.sender != person.email.lower():
        return Outcome.DROPPED
    try:
        with transaction.atomic():
            text = _text_of(mail, is_whole=is_whole)
            add(kept_subject(conversation), text=text, asks=False, by=person, on=on)
    except Denied as denied:
        _refuse(conversation, person, mail, denied, on)
        return Outcome.NOT_ADDED
    return Outcome.ADDED


def _text_of(mail: Mail, *, is_whole: bool) -> str:
    """Return the text of an entry, as the form of the page takes it.

    Raises Denied("too_large", "no_text", "text")."""
    if not is_whole:
        raise Denied("too_large", "Your email was too large. Files that come with an email are not kept.")
    if not mail.text:
        raise Denied("no_text", "There was nothing in your email above the text that you answered.")
    form = EntryForm({"text": f"{mail.text}\n\n{FILES_NOT_KEPT}" if mail.has_files else mail.text})
    if not form.is_valid():
        raise Denied("text", " ".join(map(str, form["text"].errors)))
    text: str = form.cleaned_data["text"]
    return text


def _refuse(conversation: Conversation, person: User, mail: Mail, denied: Denied, on: date) -> None:
    where = (conversation.school_id, conversation.thing, conversation.key)
    tell_not_added(
        conversation,
        person,
        reason=denied.sentence,
        text=without_hidden(mail.text)[:LONGEST],
        reads=find(roles_of(person, on), *where) is not None,
        key=mail.key,
    )
