"""An SMTP server for tests, which keeps what it receives."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler


class Inbox(Handler):
    """It listens on `host` and `port`, and answers an address that a test names in `refuse` with what it says there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self.host, self.port = host, port
        self.received: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.arrived = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if answer := self.refuse.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Any) -> None:
        self.received.append(message_from_bytes(message.as_bytes(), policy=default))  # type: ignore[arg-type]
        self.arrived.set()


@contextmanager
def listening() -> Iterator[Inbox]:
    """A server on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host, port = probe.getsockname()
    found = Inbox(host, port)
    controller = Controller(found, hostname=host, port=port)
    controller.start()
    yield found
    controller.stop()
