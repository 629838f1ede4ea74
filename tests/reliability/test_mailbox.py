"""Are replies taken once from a real IMAP server, whatever fails between the database and the mailbox?"""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from monitoring.conversations.models import Conversation, Entry
from monitoring.conversations.replies.actions import Outcome, take_arrived
from monitoring.conversations.replies.address import reply_address
from sil.outbox.models import Message
from sil.outbox.returned import mailbox
from tests.factories.conversations import Scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("liverpool"),
    pytest.mark.feature("P8"),
    pytest.mark.slow,
]
USER, PASSWORD = "replies", "a password of this test"


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[imaplib.IMAP4]:
    """A connection to an IMAP server of this test, which is the mailbox of the settings."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host, port = probe.getsockname()
    program = [Path(sys.executable).parent / "pymap", "--host", host, "--port", str(port), "--no-tls"]
    account = ["dict", "--demo-data", "--demo-user", USER, "--demo-password", PASSWORD]
    with (
        (tmp_path / "imap.log").open("w") as log,
        subprocess.Popen([*program, *account], stdout=log, stderr=log) as run,
    ):
        try:
            settings.INBOUND_ADDRESS = "replies@support.example.org"
            settings.INBOUND_MAILBOX = settings.RETURNED_MAILBOX = f"imap://{USER}:{quote(PASSWORD)}@{host}:{port}"
            with _connected(host, port) as connection:
                yield connection
        finally:
            run.terminate()


def _connected(host: str, port: int) -> imaplib.IMAP4:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = imaplib.IMAP4(host, port, timeout=10)
        except OSError:
            assert time.monotonic() < deadline, "the IMAP server does not start"
            time.sleep(0.1)
        else:
            connection.login(USER, PASSWORD)
            return connection


def put(server: imaplib.IMAP4, scene: Scene, text: str, *, files: int = 0) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = scene.head.email, reply_address(Conversation.objects.get().pk, scene.head.pk)
    mail["Message-ID"] = f"<{text[:5]}@school.example>"
    mail.set_content(text)
    if files:
        mail.add_attachment(b"x" * files, maintype="application", subtype="pdf", filename="plan.pdf")
    assert server.append("INBOX", "", "", mail.as_bytes())[0] == "OK"


def test_replies_are_taken_once(server: imaplib.IMAP4, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the connection is lost after the database kept one; the mailbox then shows it again."""
    scene = Scene()
    scene.says(scene.sip)
    before = sum(take_arrived().values())
    assert Entry.objects.count() == 1 and not take_arrived(), f"{before} that were there before are no replies"
    put(server, scene, "First.")
    put(server, scene, "Large.", files=mailbox.LARGEST)
    with monkeypatch.context() as lost:
        lost.setattr(mailbox, "mark_read", _lost)
        assert take_arrived() == {Outcome.ADDED: 1}
    assert take_arrived() == {Outcome.TAKEN_BEFORE: 1, Outcome.NOT_ADDED: 1}
    assert not take_arrived()
    assert [entry.text for entry in Entry.objects.all()] == ["First.", "Is there parking?"]
    (refused,) = Message.objects.filter(kind="conversation_reply_not_added")
    assert refused.email == scene.head.email and "too large" in refused.body


def _lost(*args: object) -> None:
    raise imaplib.IMAP4.abort("connection lost")


def test_a_wrong_password_is_no_error(server: imaplib.IMAP4, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.INBOUND_MAILBOX = settings.INBOUND_MAILBOX.replace("password", "word")
    assert not take_arrived()
    assert "cannot be read: error" in caplog.text and PASSWORD not in caplog.text and "@" not in caplog.text
