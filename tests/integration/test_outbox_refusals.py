"""sil.outbox: a mail server that refuses at each stage, and messages that cannot be sent, stop no other message."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sil import clock
from sil.outbox import delivery
from sil.outbox.models import Message, Status
from tests.integration.test_outbox import write

pytestmark = pytest.mark.django_db

GOOD, BAD = "head@test.example", "bad@test.example"
ALL = "every message"
STAGES = ("greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "text")
# What the RFC has a server say where it agrees (RFC 5321, 4.3.2; RFC 4954, 4).
AGREES = {"greeting": "220 here", "AUTH": "235 signed in", "DATA": "354 go on", "QUIT": "221 bye"}


class Refusing(socketserver.StreamRequestHandler):
    """One conversation with a server that refuses at a stage: every message, or that of one address."""

    server: "Server"

    def handle(self) -> None:
        self.to, refuses = "", self.server.refuses
        self.say("greeting")
        for line in iter(self.rfile.readline, b""):
            verb = line.decode("ascii", "replace").split(" ")[0].strip().upper()
            if verb == "RCPT":
                self.to = line.decode().partition("<")[2].partition(">")[0]
            if verb == "EHLO" and "EHLO" not in refuses and "HELO" not in refuses:
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
                continue
            if not self.say("EHLO" if verb == "HELO" else verb):
                continue
            if verb == "QUIT":
                return
            if verb == "DATA":
                while self.rfile.readline() != b".\r\n":
                    pass
                if self.say("text"):
                    self.server.received.append(self.to)

    def say(self, stage: str) -> bool:
        """Agree or refuse; whether it agreed."""
        answer, whose = self.server.refuses.get(stage, ("", ""))
        is_refused = bool(answer) and whose in (ALL, self.to)
        if answer == "hang up" and is_refused:
            self.connection.close()
            raise ConnectionError
        self.wfile.write(f"{answer if is_refused else AGREES.get(stage, '250 fine')}\r\n".encode())
        return not is_refused


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Refusing)
        self.refuses: dict[str, tuple[str, str]] = {}
        self.received: list[str] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A conversation that was broken off on purpose."""


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with Server() as found:
        settings.EMAIL_HOST, settings.EMAIL_PORT = found.server_address
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "school-support", "a-password"
        settings.OUTBOX_KEEPS_MAIL = False
        threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield found
        found.shutdown()


@pytest.mark.promise("up")
@pytest.mark.feature("T12")
@pytest.mark.parametrize("answer", ["421 too busy", "535 who are you", "550 no"])
@pytest.mark.parametrize("stage", STAGES)
def test_only_a_refused_recipient_is_final(stage: str, answer: str, server: Server) -> None:
    """An email is given up at once only where the address of the person it is for is refused or cannot be written.
    Whatever else goes wrong is tried again: for two days where it is this email alone, and for as long as it lasts
    where it is the mail server."""
    server.refuses[stage] = (answer, ALL)
    message = write(GOOD)
    delivery.send_batch()
    message.refresh_from_db()
    if (stage, answer[0]) == ("RCPT", "5"):
        assert (message.status, message.error) == (Status.FAILED, answer)
        return
    assert (message.status, message.leased_until) == (Status.WAITING, None)
    assert answer[:3] in message.error
    server.refuses.clear()
    with clock.at(message.due_at):
        delivery.send_batch()
    assert server.received == [GOOD]


@pytest.mark.promise("up")
@pytest.mark.parametrize("stage", ["RCPT", "DATA", "text"])
@pytest.mark.parametrize("answer", ["hang up", "421 too busy", "552 too large"])
def test_one_message_never_stops_another(stage: str, answer: str, server: Server) -> None:
    """An email that cannot be sent stops no other email."""
    server.refuses[stage] = (answer, BAD)
    write(GOOD)
    write(BAD)
    write("other@test.example")
    delivery.send_batch()
    assert sorted(server.received) == [GOOD, "other@test.example"]


# As rows of older versions may hold them: a form would have refused most.
NO_ADDRESSES = (
    "ä" * 60 + "@test.example",
    "ä@test.example",
    "a@" + "ä" * 70 + ".example",
    "a@b@c@test.example",
    "two\r\nlines@test.example",
    "@",
    "",
    " ",
    "a@-.example",
    "x" * 240 + "@test.example",
)


def test_addresses_that_cannot_be_written_are_set_aside(server: Server) -> None:
    for n, address in enumerate(NO_ADDRESSES):
        write(f"person{n}@test.example")
        bad = write(BAD)
        Message.objects.filter(pk=bad.pk).update(email=address)
    delivery.send_batch()
    good = Message.objects.filter(email__startswith="person")
    assert set(good.values_list("status", flat=True)) == {Status.SENT}
    for bad in Message.objects.exclude(pk__in=good):
        assert bad.status == Status.SENT or (bad.status == Status.FAILED and bad.error), bad.email


def test_a_message_that_makes_the_code_raise_is_set_aside_with_its_reason(server: Server) -> None:
    bad = write(BAD)
    Message.objects.filter(pk=bad.pk).update(subject="A\nsubject")
    write(GOOD)
    delivery.send_batch()
    bad.refresh_from_db()
    assert (bad.status, server.received) == (Status.FAILED, [GOOD])
    assert bad.error == "The service could not write this email. Check the address (BadHeaderError)."


def test_a_server_that_is_away_for_a_week_loses_nothing(settings: Any, server: Server) -> None:
    server.refuses["AUTH"] = ("535 who are you", ALL)
    message = write(GOOD)
    last = clock.now() + timedelta(days=7)
    while (due := Message.objects.get().due_at) < last:
        with clock.at(due):
            delivery.send_batch()
        assert Message.objects.get().due_at - due <= delivery.LONGEST_WAIT_FOR_SERVER
    server.refuses.clear()
    with clock.at(due):
        delivery.send_batch()
    message.refresh_from_db()
    assert message.status == Status.SENT


def test_a_server_that_does_not_answer_is_asked_once_a_batch(server: Server) -> None:
    server.refuses["greeting"] = ("554 go away", ALL)
    tries: list[int] = []
    server.verify_request = lambda *_: not tries.append(1)  # type: ignore[func-returns-value, method-assign]
    for _ in range(5):
        write(GOOD)
    delivery.send_batch()
    assert len(tries) == 1
    assert set(Message.objects.values_list("status", flat=True)) == {Status.WAITING}
