"""The email about a reply that could not be added to its conversation, to the person whose address it was sent to."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings

from sil.accounts.models import User
from sil.outbox.post import Content, put
from sil.outbox.reached import reached

from ..models import Conversation


@dataclass(frozen=True, kw_only=True)
class NotAdded(Content):
    """A reply was not added. `url` is blank for somebody who may not read the conversation any more."""

    kind: ClassVar[str] = "conversation_reply_not_added"

    school: str
    title: str
    reason: str
    text: str
    url: str


MESSAGES = (NotAdded,)


def tell_not_added(conversation: Conversation, person: User, *, reason: str, text: str, reads: bool, key: str) -> None:
    """Write to a person why their reply was not added, with what they wrote."""
    said = NotAdded(
        school=conversation.school.name,
        title=conversation.title,
        reason=reason,
        text=text,
        url=settings.SITE_URL + conversation.get_absolute_url() if reads else "",
    )
    for reader in reached([person], NotAdded):
        put(said, to=reader.email, name=reader.name, dedupe_key=f"{NotAdded.kind}:{key}")
