"""Have a virus scanner look at a file before it is taken in: clamd, by its INSTREAM command (clamd(8))."""

import logging
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings

from sil.workflow import Denied

from .formats import Document

log = logging.getLogger(__name__)

SECONDS = 20
_PIECE = 2**18
INFECTED = "The file was refused by our virus scanner. Tell the person who gave it to you, and do not open it."
AWAY = "Files cannot be checked for viruses at the moment. Try again in a few minutes."


def scanned(document: Document) -> Document:
    """Return a document in which the scanner found nothing, or that none was asked about, where there is none.

    Raises Denied("infected"), and Denied("unscanned") where the scanner is away or does not say that it found nothing.
    """
    if not settings.CLAMD:
        return document
    try:
        said = _ask(document.content)
    except OSError as error:
        log.error("The virus scanner cannot be reached: %s", type(error).__name__)
        raise Denied("unscanned", AWAY) from error
    if said.endswith("FOUND"):
        log.warning("The virus scanner refused a file: %s", said)
        raise Denied("infected", INFECTED)
    if said != "stream: OK":
        log.error("The virus scanner did not look at a file: %s", said)
        raise Denied("unscanned", AWAY)
    return document


def _ask(content: bytes) -> str:
    with _connected() as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(bytes(4))
        said = b""
        while not said.endswith(b"\0") and (more := connection.recv(4096)):
            said += more
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    found = urlsplit(settings.CLAMD)
    if found.scheme in ("tcp", "tls"):
        connection = socket.create_connection((found.hostname or "", found.port or 0), timeout=SECONDS)
        if found.scheme == "tcp":
            return connection
        try:
            return ssl.create_default_context(cafile=settings.TRUSTED_CERTIFICATES or None).wrap_socket(
                connection, server_hostname=found.hostname
            )
        except OSError:
            connection.close()
            raise
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    try:
        connection.connect(found.path)
    except OSError:
        connection.close()
        raise
    return connection
