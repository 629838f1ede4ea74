"""A mailbox into which replies or returned emails arrive, read over IMAP."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

# Seconds that the server may take for an answer.
_TIMEOUT = 30
# Of an email that is read whole. A larger one has files, which nobody here keeps, and is read without its text.
LARGEST = 1024 * 1024
_PORTS = {"imaps": 993, "imap": 143}
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")

# What goes wrong with a server that is away or refuses us.
AWAY = (OSError, imaplib.IMAP4.error)


@dataclass(frozen=True)
class Arrived:
    """An email in the mailbox. Of one that is not whole only the headers were read."""

    uid: str
    raw: bytes
    is_whole: bool


@contextmanager
def opened(address: str) -> Iterator[imaplib.IMAP4]:
    """A connection to the mailbox at imaps://user:password@host, until the block ends. Raises what is in AWAY."""
    found = urlsplit(address)
    host, port = found.hostname or "", found.port or _PORTS[found.scheme]
    connection: imaplib.IMAP4
    if found.scheme == "imaps":
        # imaplib looks at no certificate unless it is told to, and then anybody between could read the password.
        connection = imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT)
    else:
        connection = imaplib.IMAP4(host, port, timeout=_TIMEOUT)
    try:
        connection.login(unquote(found.username or ""), unquote(found.password or ""))
        _checked(connection.select("INBOX"))
        yield connection
    finally:
        with suppress(*AWAY):
            connection.logout()


def unread(connection: imaplib.IMAP4, most: int) -> list[str]:
    """Return the keys of the emails that nobody has read, the first to arrive first, at most so many."""
    (found,) = _checked(connection.uid("SEARCH", "UNSEEN"))
    return [key.decode() for key in (found or b"").split()][:most]


def fetch(connection: imaplib.IMAP4, uid: str) -> Arrived:
    """Return an email, which stays unread."""
    is_whole = _size(connection, uid) <= LARGEST
    part = "BODY.PEEK[]" if is_whole else "BODY.PEEK[HEADER]"
    answer = _checked(connection.uid("FETCH", uid, f"({part})"))
    raw = next((each[1] for each in answer if isinstance(each, tuple)), b"")
    return Arrived(uid, raw, is_whole)


def _size(connection: imaplib.IMAP4, uid: str) -> int:
    answer = _checked(connection.uid("FETCH", uid, "(RFC822.SIZE)"))
    said = b" ".join(each for each in answer if isinstance(each, bytes))
    return int(match[1]) if (match := _SIZE.search(said)) else LARGEST + 1


def mark_read(connection: imaplib.IMAP4, uid: str) -> None:
    _checked(connection.uid("STORE", uid, "+FLAGS", r"(\Seen)"))


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data
