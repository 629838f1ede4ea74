"""The email about an entry of a conversation, to the people of the other side. It has the text, so that it can be read
where it arrives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from django.conf import settings

from sil.accounts.models import User
from sil.outbox.post import Content, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from .models import Conversation, Entry
from .replies.address import reply_address


@dataclass(frozen=True, kw_only=True)
class Written(Content):
    """Somebody wrote. One that asks for an answer does not wait for the morning."""

    kind: ClassVar[str] = "conversation_entry"

    school: str
    # What it is about, in a sentence.
    title: str
    who: str
    role: str
    text: str
    asks: bool
    url: str

    def waits_for_morning(self) -> bool:
        return not self.asks


MESSAGES = (Written,)


def tell(conversation: Conversation, entry: Entry, people: Iterable[User]) -> None:
    """Write one email to each of some people about an entry, but to nobody who wrote it. Each has an address of its own
    to be answered to, where the service takes replies."""
    signed = sender(entry.by, entry.role)
    said = Written(
        school=conversation.school.name,
        title=conversation.title,
        who=entry.by.name,
        role=entry.role,
        text=entry.text,
        asks=entry.asks,
        url=settings.SITE_URL + conversation.get_absolute_url(),
        sender=signed,
    )
    for person in reached(people, Written, but=entry.by):
        answered = replace(said, reply_to=reply_address(conversation.pk, person.pk))
        put(answered, to=person.email, name=person.name, dedupe_key=f"conversation:{entry.pk}:{person.pk}")
