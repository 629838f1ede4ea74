"""What is read of an email that arrived: for which conversation and person, from whom, and what they wrote.

Nothing in it is trusted beyond the token of the address (docs/adr/0146).
"""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256

from .address import keys_of
from .plain import text_of
from .quoted import without_quoted

_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To")
# What a program answers, or sends to many.
_AUTOMATIC = ("X-Autoreply", "X-Autorespond")
_MANY = ("bulk", "junk", "list", "auto_reply")
_MACHINES = ("mailer-daemon", "postmaster")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A reply to an address that the service signed. `key` is the same for the same email, whenever it is read."""

    key: str
    conversation: int
    person: int
    sender: str
    text: str
    has_files: bool


def read(raw: bytes) -> Mail | None:
    """Return an email as a reply, or None for what no person wrote, what is not addressed to a token of ours and what
    nobody can read."""
    try:
        message = message_from_bytes(raw, policy=default)
        return None if _is_automatic(message) else _reply(message, raw)
    except (LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # The standard library raises all of these for headers and encodings that are wrong enough.
        return None


def _is_automatic(message: EmailMessage) -> bool:
    auto = _word(message, "Auto-Submitted")
    sender = _sender(message)
    return (
        auto not in ("", "no")
        or _word(message, "Precedence") in _MANY
        or any(name in message for name in _AUTOMATIC)
        or message.get_content_type() == "multipart/report"
        or _word(message, "Return-Path") == "<>"
        or sender.partition("@")[0] in ("", *_MACHINES)
    )


def _word(message: EmailMessage, name: str) -> str:
    """Return the value of a header without its parameters, in small letters."""
    return str(message.get(name, "")).partition(";")[0].strip().lower()


def _sender(message: EmailMessage) -> str:
    """Return the one address from which an email says that it comes; blank for none and for several."""
    found = [address.addr_spec for header in message.get_all("From", []) for address in header.addresses]
    return found[0].lower() if len(found) == 1 else ""


def _reply(message: EmailMessage, raw: bytes) -> Mail | None:
    addressed = [
        address for name in _ADDRESSED for header in message.get_all(name, []) for address in _addresses(header)
    ]
    keys = next(filter(None, map(keys_of, addressed)), None)
    if keys is None:
        return None
    named = str(message.get("Message-ID", "")).strip().encode("utf-8", "replace")
    return Mail(
        key=sha256(named or raw).hexdigest(),
        conversation=keys[0],
        person=keys[1],
        sender=_sender(message),
        text=without_quoted(_text(message)),
        has_files=_has_files(message),
    )


def _addresses(header: object) -> list[str]:
    """Return the addresses in a header: those of mail servers are not read as addresses by the standard library."""
    found = getattr(header, "addresses", None)
    if found is None:
        return [str(header).strip().strip("<>")]
    return [address.addr_spec for address in found]


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = raw.decode("latin-1")
    text = text.encode("utf-8", "replace").decode()
    return text_of(text) if part.get_content_subtype() == "html" else text


def _has_files(message: EmailMessage) -> bool:
    """Whether files came with it, other than the pictures of a signature."""
    body = message.get_body(preferencelist=("plain", "html"))
    for part in message.walk():
        is_text = part.get_content_maintype() == "multipart" or part is body
        is_written = part.get_content_type() in ("text/plain", "text/html") and not part.get_filename()
        is_drawn = part.get_content_maintype() == "image" and "Content-ID" in part
        if not (is_text or is_written or is_drawn):
            return True
    return False
