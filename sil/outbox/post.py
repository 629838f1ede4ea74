"""Write messages into the outbox. Their kinds are declared by the domains; nothing is sent here."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from sil import clock
from sil.accounts.models import User
from sil.registry import Registry

from .models import Attachment, MailChoice, Message, Status
from .queue import enqueue
from .sender import Sender, service

log = logging.getLogger(__name__)

# Many mail servers refuse much more; a letter has a few dozen kilobytes.
ATTACHMENT_MAX_BYTES = 5 * 1024 * 1024
_ENDS_OF_LINES = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True)
class Content:
    """The typed content of a kind of message; subclasses add fields, set `kind` and are declared in `KINDS`.

    The text is in templates/messages/<kind>.txt, which fills the blocks of _base.txt: the first line is the subject.
    """

    kind: ClassVar[str]
    # Who signs it; the service where nobody does.
    sender: Sender | None = None
    # Where answers go; to the service where it is blank.
    reply_to: str = ""
    # Whether its link signs its reader in.
    holds_secret: ClassVar[bool] = False
    # Whether it gives no casework away, so that an administrator may read its subject in the list of messages.
    is_neutral: ClassVar[bool] = False
    # Whether it can wait for the next working morning, where its reader has chosen one email a day: it asks for
    # nothing, and nothing ends before then.
    can_wait: ClassVar[bool] = False

    def waits_for_morning(self) -> bool:
        """Whether this one can wait for the next working morning."""
        return self.can_wait


KINDS: Registry[type[Content]] = Registry("message kinds", key=lambda content: content.kind)


@dataclass(frozen=True)
class File:
    """A PDF that goes with a message, for a reader who cannot sign in to read it here."""

    name: str
    content: bytes


def link(route: str, **kwargs: object) -> str:
    """Return the absolute address of a page, for a message."""
    return settings.SITE_URL + reverse(route, kwargs=kwargs)


def put(
    content: Content,
    *,
    to: str,
    name: str,
    dedupe_key: str = "",
    attached: File | None = None,
    appointment: str = "",
    not_before: datetime | None = None,
) -> Message | None:
    """Write a message, to be sent after the transaction or at a moment, and return it. `appointment` is the text of a
    calendar, which goes with it.

    Returns None and writes nothing if the `dedupe_key` was used before, or the address is that of a closed account.
    Raises KeyError for a kind that nobody declared, TypeError for content of another kind, and ValueError for a file
    that is too large to be emailed.
    """
    _check_kind(content)
    reader = User.objects.filter(email=to.strip().lower()).values_list("is_active", "mail_choice__emails").first()
    if reader and not reader[0]:
        log.warning("A message of the kind %s was not written: the account is closed", content.kind)
        return None
    goes_with_others = attached is None and not appointment and content.waits_for_morning()
    is_held = goes_with_others and reader is not None and reader[1] == MailChoice.Emails.MORNING
    subject, body = render(content.kind, {**asdict(content), "recipient": name})
    return store(
        kind=content.kind,
        email=to,
        subject=subject,
        body=body,
        dedupe_key=dedupe_key,
        reply_to=content.reply_to,
        holds_secret=content.holds_secret,
        attached=attached,
        appointment=appointment,
        status=Status.HELD if is_held else Status.WAITING,
        not_before=not_before,
    )


def put_many(said: Iterable[tuple[Content, User, str]]) -> int:
    """Write one message to each of some people with open accounts, with its dedupe key. Returns the number written: a
    key that was used before writes nothing. Two queries, where the people were read with their `mail_choice`.

    Raises KeyError and TypeError as `put`.
    """
    now, whom_to_ask, messages = clock.now(), service(), []
    for content, person, key in said:
        _check_kind(content)
        subject, body = render(content.kind, {**asdict(content), "recipient": person.name, "service": whom_to_ask})
        choice = getattr(person, "mail_choice", None)
        is_held = content.waits_for_morning() and choice and choice.emails == MailChoice.Emails.MORNING
        messages.append(
            Message(
                kind=content.kind,
                email=person.email,
                subject=_subject(subject),
                body=body,
                dedupe_key=key,
                reply_to=content.reply_to,
                holds_secret=content.holds_secret,
                status=Status.HELD if is_held else Status.WAITING,
                created_at=now,
                due_at=now,
            )
        )
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    enqueue("sil.outbox.tasks.send_due")
    return Message.objects.filter(pk__in=[message.pk for message in messages]).count()


def _check_kind(content: Content) -> None:
    if type(content) is not KINDS[content.kind]:
        raise TypeError(f"{content.kind} messages hold {KINDS[content.kind].__name__}, not {type(content).__name__}")


def _subject(text: str) -> str:
    """Return a subject as it is kept: one line of a length that fits."""
    return " ".join(text.split())[:200]


def render(kind: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Return the subject and the body of a message. Every text has `today` in words and `service`, whom to ask."""
    about = {"today": clock.in_words(clock.today()), **context}
    if "service" not in about:
        about["service"] = service()
    subject, _, body = render_to_string(f"messages/{kind}.txt", about).strip().partition("\n")
    return subject.strip(), laid_out(body)


def laid_out(text: str) -> str:
    """Return a text with one blank line between paragraphs, whatever its template left empty."""
    return _BLANK_LINES.sub("\n\n", _ENDS_OF_LINES.sub("", text)).strip() + "\n"


def store(
    *,
    kind: str,
    email: str,
    subject: str,
    body: str,
    dedupe_key: str = "",
    reply_to: str = "",
    holds_secret: bool = False,
    attached: File | None = None,
    appointment: str = "",
    status: Status = Status.WAITING,
    not_before: datetime | None = None,
) -> Message | None:
    """Write a message that already has its text, such as emails of the sign-in library. Returns and raises as `put`."""
    if attached and len(attached.content) > ATTACHMENT_MAX_BYTES:
        raise ValueError(f"{attached.name} has {len(attached.content)} bytes, too many to be mailed")
    now = clock.now()
    message = Message(
        kind=kind,
        email=email,
        subject=_subject(subject),
        body=body,
        dedupe_key=dedupe_key or None,
        reply_to=reply_to,
        holds_secret=holds_secret,
        attachment_name=attached.name if attached else "",
        appointment=appointment,
        status=status,
        created_at=now,
        due_at=max(now, not_before or now),
    )
    written = Message.objects.bulk_create([message], ignore_conflicts=bool(dedupe_key))
    if dedupe_key and not Message.objects.filter(pk=message.pk).exists():
        return None
    if attached:
        Attachment.objects.create(message=message, content=attached.content)
    enqueue("sil.outbox.tasks.send_due")
    return written[0]
