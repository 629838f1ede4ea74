"""What a report about an email that was not delivered says (RFC 3464)."""

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import EmailMessage, Message
from email.policy import default
from typing import cast
from uuid import UUID

from django.conf import settings

# Of what a mail server says.
LONGEST = 300


@dataclass(frozen=True)
class Report:
    """The key of the message that came back, and what the mail server of its reader said."""

    message: UUID
    why: str


def read(raw: bytes) -> Report | None:
    """Return what a report says of a message of ours that will not be delivered; None for anything else, such as one
    that is delivered late, and for what nobody can read."""
    try:
        return _report(message_from_bytes(raw, policy=default))
    except (LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # The standard library raises all of these for headers and encodings that are wrong enough.
        return None


def _report(mail: EmailMessage) -> Report | None:
    if mail.get_content_type() != "multipart/report":
        return None
    parts = cast("list[Message]", list(mail.walk()))
    failed = [
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in cast("list[Message]", part.get_payload())
        if str(block.get("Action", "")).strip().lower() == "failed"
    ]
    key = next(filter(None, map(_key_of, parts)), None)
    return Report(key, _why(failed[0])) if failed and key else None


def _why(block: Message) -> str:
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
    return " ".join(said.split())[:LONGEST]


def _key_of(part: Message) -> UUID | None:
    """The key of the message of which a part is the copy, whole or with its headers alone."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        (copy,) = cast("list[Message]", part.get_payload())
    elif kind == "text/rfc822-headers":
        copy = message_from_string(str(cast("EmailMessage", part).get_content()))
    else:
        return None
    found = re.fullmatch(
        rf"<([0-9a-f-]{{36}})@{re.escape(settings.MAIL_DOMAIN)}>", str(copy.get("Message-ID", "")).strip()
    )
    return UUID(found[1]) if found else None
