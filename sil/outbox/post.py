"""How does a message get into the outbox? A domain writes rows; nothing is sent here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from sil import clock

from .models import Attachment, Message
from .queue import enqueue

# Many mail servers refuse much more; a letter has a few dozen kilobytes.
ATTACHMENT_MAX_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Content:
    """The typed content of a kind of message; subclasses add fields and set `kind`.

    The words are in templates/messages/<kind>.txt: the first line is the subject.
    """

    kind: ClassVar[str]
    # A message whose link lets its reader in.
    holds_secret: ClassVar[bool] = False


@dataclass(frozen=True)
class File:
    """A PDF that goes with a message, for a reader who cannot sign in to read it here."""

    name: str
    content: bytes


def link(route: str, **kwargs: object) -> str:
    """An absolute address of a page, for a message."""
    return settings.SITE_URL + reverse(route, kwargs=kwargs)


def put(content: Content, *, to: str, name: str, dedupe_key: str = "", attached: File | None = None) -> Message | None:
    """Write a message down, to be sent after the transaction.

    With a `dedupe_key` that was used before, nothing is written and None comes back. Raises
    ValueError for a file that is too large to be mailed.
    """
    subject, body = render(content.kind, {**asdict(content), "recipient": name})
    return store(
        kind=content.kind,
        email=to,
        subject=subject,
        body=body,
        dedupe_key=dedupe_key,
        holds_secret=content.holds_secret,
        attached=attached,
    )


def render(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the body of a message."""
    text = render_to_string(f"messages/{kind}.txt", dict(context))
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def store(
    *,
    kind: str,
    email: str,
    subject: str,
    body: str,
    dedupe_key: str = "",
    holds_secret: bool = False,
    attached: File | None = None,
) -> Message | None:
    """Write a message that already has its words (sign-in mail comes this way)."""
    if attached and len(attached.content) > ATTACHMENT_MAX_BYTES:
        raise ValueError(f"{attached.name} has {len(attached.content)} bytes, too many to be mailed")
    now = clock.now()
    message = Message(
        kind=kind,
        email=email,
        subject=" ".join(subject.split())[:200],
        body=body,
        dedupe_key=dedupe_key or None,
        holds_secret=holds_secret,
        attachment_name=attached.name if attached else "",
        created_at=now,
        due_at=now,
    )
    written = Message.objects.bulk_create([message], ignore_conflicts=bool(dedupe_key))
    if dedupe_key and not Message.objects.filter(pk=message.pk).exists():
        return None
    if attached:
        Attachment.objects.create(message=message, content=attached.content)
    enqueue("sil.outbox.tasks.send_due")
    return written[0]
