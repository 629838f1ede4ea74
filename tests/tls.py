"""TLS in front of a real server, as stunnel puts it there: the PostgreSQL and the Valkey of the tests have none."""

import selectors
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sil.connections import certificates

HOST = "127.0.0.1"
# With which PostgreSQL's clients ask for TLS (PostgreSQL's protocol, 54.2.10).
_SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


def files(folder: Path, name: str = HOST) -> tuple[Path, Path]:
    """Make an authority and a certificate for a host; return the authority's file and that of the key."""
    authority, made = certificates.make([name], datetime.now(UTC))
    ca, pem = folder / f"{name}.ca.pem", folder / f"{name}.pem"
    ca.write_bytes(authority)
    pem.write_bytes(made[name].certificate + made[name].key)
    return ca, pem


@contextmanager
def in_front(of: str | tuple[str, int], pem: Path, *, is_postgresql: bool = False) -> Iterator[int]:
    """Listen with TLS and pass on to a socket; gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server((HOST, 0)) as listening:
        threading.Thread(target=_accept, args=(listening, of, context, is_postgresql), daemon=True).start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, of: str | tuple[str, int], context: ssl.SSLContext, is_postgresql: bool) -> None:
    with suppress(OSError):
        while True:
            visitor, _ = listening.accept()
            threading.Thread(target=_serve, args=(visitor, of, context, is_postgresql), daemon=True).start()


def _serve(visitor: socket.socket, of: str | tuple[str, int], context: ssl.SSLContext, is_postgresql: bool) -> None:
    family = socket.AF_UNIX if isinstance(of, str) else socket.AF_INET
    with suppress(OSError), visitor, socket.socket(family) as server:
        if is_postgresql:
            if visitor.recv(8) != _SSL_REQUEST:
                return
            visitor.sendall(b"S")
        with context.wrap_socket(visitor, server_side=True) as shown:
            server.connect(of)
            _pass_on(shown, server)


def _pass_on(shown: ssl.SSLSocket, server: socket.socket) -> None:
    with selectors.DefaultSelector() as either:
        either.register(shown, selectors.EVENT_READ, server)
        either.register(server, selectors.EVENT_READ, shown)
        while True:
            for key, _ in either.select():
                source, target = key.fileobj, key.data
                assert isinstance(source, socket.socket)
                if not (piece := source.recv(2**16)):
                    return
                target.sendall(piece)
                while isinstance(source, ssl.SSLSocket) and source.pending():
                    target.sendall(source.recv(2**16))
