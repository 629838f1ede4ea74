"""sil.outbox: stored, leased, retried, sent once a key, against a real SMTP server."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sil import clock
from sil.outbox import actions, delivery
from sil.outbox.models import Attachment, Message, Status
from sil.outbox.post import ATTACHMENT_MAX_BYTES, KINDS, Content, File, put, store
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import people
from tests.inbox import Inbox


def write(email: str = "head@test.example", **changes: Any) -> Message:
    values = {"kind": "test", "email": email, "subject": "A subject", "body": "A text.\n"} | changes
    message = store(**values)
    assert message is not None
    return message


@dataclass(frozen=True, kw_only=True)
class Unknown(Content):
    kind: ClassVar[str] = "unknown"


@dataclass(frozen=True, kw_only=True)
class Posing(Content):
    """Content of another kind under the name of one that is declared."""

    kind: ClassVar[str] = "visit_planned"


def test_every_kind_of_message_has_its_text_and_every_text_its_kind() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "messages"
    texts = {file.stem for file in folder.iterdir() if not file.stem.startswith("_")}
    assert {key for key, _ in KINDS.declared()} == texts


def test_a_kind_that_nobody_declared_is_not_sent() -> None:
    with pytest.raises(KeyError, match="unknown"):
        put(Unknown(), to="head@test.example", name="Ada")
    with pytest.raises(TypeError, match="visit_planned messages hold Planned, not Posing"):
        put(Posing(), to="head@test.example", name="Ada")


@pytest.mark.django_db
class TestSending:
    def test_a_message_arrives_with_a_stable_id(self, inbox: Inbox) -> None:
        message = write(body="Grüße: “quoted”\n")
        assert delivery.send_batch() == 1
        (mail,) = inbox.received
        assert mail["Message-ID"] == f"<{message.pk}@example.org>"
        assert mail["To"] == "head@test.example"
        assert "Grüße: “quoted”" in mail.get_content()
        message.refresh_from_db()
        assert (message.status, message.sent_at, message.attempts) == (Status.SENT, NOW, 1)

    def test_what_is_sent_is_not_sent_again(self, inbox: Inbox) -> None:
        write()
        delivery.send_batch()
        assert delivery.send_batch() == 0
        assert len(inbox.received) == 1

    def test_a_text_that_lets_its_reader_in_is_wiped_once_sent(self, inbox: Inbox) -> None:
        message = write(body="https://example.org/secret", holds_secret=True)
        delivery.send_batch()
        message.refresh_from_db()
        assert message.body == ""
        assert "secret" in inbox.received[0].get_content()

    def test_a_busy_server_is_tried_again_later_and_later(self, inbox: Inbox) -> None:
        inbox.refuse["head@test.example"] = "451 try again"
        message = write()
        waited = []
        for _ in range(3):
            with clock.at(Message.objects.get().due_at):
                delivery.send_batch()
                waited.append(Message.objects.get().due_at - clock.now())
        message.refresh_from_db()
        assert waited == [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)]
        assert (message.status, message.attempts, message.error) == (Status.WAITING, 3, "451 try again")
        inbox.refuse.clear()
        with clock.at(message.due_at):
            delivery.send_batch()
        assert len(inbox.received) == 1

    def test_an_address_that_does_not_exist_fails_at_once_and_keeps_its_text(self, inbox: Inbox) -> None:
        inbox.refuse["gone@test.example"] = "550 no such person"
        message = write("gone@test.example", holds_secret=True)
        other = write("head@test.example")
        delivery.send_batch()
        message.refresh_from_db()
        other.refresh_from_db()
        assert (message.status, message.error) == (Status.FAILED, "550 no such person")
        assert message.body
        assert other.status == Status.SENT

    def test_a_server_that_is_down_loses_nothing(self, settings: Any) -> None:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.OUTBOX_KEEPS_MAIL = "127.0.0.1", 1, False
        message = write()
        delivery.send_batch()
        message.refresh_from_db()
        assert (message.status, message.leased_until) == (Status.WAITING, None)
        assert message.error.startswith("The mail server could not be reached")

    def test_after_the_last_attempt_a_message_has_failed(self, inbox: Inbox) -> None:
        inbox.refuse["head@test.example"] = "451 try again"
        message = write()
        Message.objects.update(attempts=len(delivery.WAITS))
        delivery.send_batch()
        message.refresh_from_db()
        assert message.status == Status.FAILED

    def test_one_message_for_one_key(self) -> None:
        key = "reminder:1:2026-11-20"
        assert write(dedupe_key=key)
        assert store(kind="test", email="a@test.example", subject="s", body="b", dedupe_key=key) is None
        assert Message.objects.count() == 1

    def test_mail_of_libraries_goes_through_the_outbox_and_counts_as_secret(self) -> None:
        send_mail("A subject", "A link", None, ["a@test.example", "b@test.example"])
        assert set(Message.objects.values_list("email", "holds_secret")) == {
            ("a@test.example", True),
            ("b@test.example", True),
        }

    def test_a_subject_cannot_carry_headers(self, inbox: Inbox) -> None:
        write(subject="Hello\r\nBcc: other@test.example")
        delivery.send_batch()
        assert inbox.received[0]["Subject"] == "Hello Bcc: other@test.example"
        assert inbox.received[0]["Bcc"] is None

    def test_the_demonstration_keeps_what_it_would_have_sent(self, settings: Any) -> None:
        settings.OUTBOX_KEEPS_MAIL = True
        message = write(holds_secret=True)
        delivery.send_batch()
        message.refresh_from_db()
        assert (message.status, message.body) == (Status.SENT, "A text.\n")

    def test_claiming_asks_as_many_queries_for_fifty_as_for_one(self) -> None:
        write()
        with CaptureQueriesContext(connection) as one:
            delivery.claim()
        for _ in range(50):
            write()
        with CaptureQueriesContext(connection) as fifty:
            assert len(delivery.claim()) == 50
        assert len(fifty) == len(one)

    def test_a_letter_goes_with_its_message_and_is_not_kept(self, inbox: Inbox) -> None:
        content = bytes(range(256)) * 900
        message = write(attached=File("L2026-00001.pdf", content))
        plain = write("other@test.example")
        delivery.send_batch()
        by_address = {mail["To"]: mail for mail in inbox.received}
        (part,) = by_address["head@test.example"].iter_attachments()
        assert (part.get_filename(), part.get_content_type()) == ("L2026-00001.pdf", "application/pdf")
        assert part.get_content() == content
        assert "A text." in by_address["head@test.example"].get_body().get_content()  # type: ignore[union-attr]
        assert not list(by_address["other@test.example"].iter_attachments()) and not plain.attachment_name
        message.refresh_from_db()
        assert (message.status, message.attachment_name) == (Status.SENT, "L2026-00001.pdf")
        assert not Attachment.objects.exists()

    def test_an_appointment_goes_with_its_message(self, inbox: Inbox) -> None:
        """Beside the letter, with its method in the header, by which a mail program knows what to do with it."""
        text = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX-WR-CALNAME:Café\r\nEND:VCALENDAR\r\n"
        write(attached=File("letter.pdf", b"%PDF"), appointment=text)
        delivery.send_batch()
        (mail,) = inbox.received
        letter, part = mail.iter_attachments()
        assert letter.get_filename() == "letter.pdf"
        assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "CANCEL")
        assert part.get_filename() == "meeting.ics"
        assert part.get_payload(decode=True).decode() == text

    def test_an_attachment_waits_with_a_message_that_could_not_be_sent(self, inbox: Inbox) -> None:
        inbox.refuse["head@test.example"] = "550 no"
        write(attached=File("letter.pdf", b"%PDF"))
        delivery.send_batch()
        inbox.refuse.clear()
        actions.retry(Message.objects.get(), by=people.person(role="administrator"), on=TODAY)
        delivery.send_batch()
        assert [part.get_content() for mail in inbox.received for part in mail.iter_attachments()] == [b"%PDF"]
        assert not Attachment.objects.exists()

    def test_one_that_another_worker_sent_meanwhile_is_not_sent_again(self, inbox: Inbox) -> None:
        """Its lease had run out: what goes with it is gone, and the rest of the batch still goes."""
        write(attached=File("letter.pdf", b"%PDF"))
        write("other@test.example")
        late = delivery.claim()
        Message.objects.update(leased_until=None)
        delivery.send_batch()
        delivery._send(late)
        assert sorted(mail["To"] for mail in inbox.received) == [
            "head@test.example",
            "other@test.example",
            "other@test.example",
        ]
        assert set(Message.objects.values_list("status", flat=True)) == {Status.SENT}

    def test_a_file_too_large_to_be_mailed_is_refused_before_anything_is_written(self) -> None:
        write(attached=File("fits.pdf", bytes(ATTACHMENT_MAX_BYTES)))
        with pytest.raises(ValueError, match=r"large\.pdf has 5242881 bytes"):
            write(attached=File("large.pdf", bytes(ATTACHMENT_MAX_BYTES + 1)))
        assert Message.objects.count() == Attachment.objects.count() == 1

    def test_one_attachment_for_one_key(self) -> None:
        for _ in range(2):
            store(kind="t", email="a@test.example", subject="s", body="b", dedupe_key="k", attached=File("l.pdf", b"%"))
        assert Message.objects.count() == Attachment.objects.count() == 1

    def test_the_demonstration_keeps_no_attachment(self, settings: Any) -> None:
        """The letter itself is in the demonstration, to be read."""
        settings.OUTBOX_KEEPS_MAIL = True
        write(attached=File("letter.pdf", b"%PDF"))
        delivery.send_batch()
        assert not Attachment.objects.exists()

    def test_a_failed_message_is_put_back_by_an_administrator_alone(self, inbox: Inbox) -> None:
        inbox.refuse["head@test.example"] = "550 no"
        message = write()
        delivery.send_batch()
        with pytest.raises(Denied, match="administrator"):
            actions.retry(message, by=people.person(role="sip"), on=TODAY)
        inbox.refuse.clear()
        admin = people.person(role="administrator")
        actions.retry(message, by=admin, on=TODAY)
        delivery.send_batch()
        message.refresh_from_db()
        assert message.status == Status.SENT
        with pytest.raises(Denied) as denied:
            actions.retry(message, by=admin, on=TODAY)
        assert denied.value.code == "not_failed"


KILLED = """
import os, signal, django
django.setup()
from sil.outbox import delivery
mark = delivery._mark_sent
delivery._mark_sent = lambda message, **kw: os.kill(os.getpid(), signal.SIGKILL)
delivery.send_batch()
"""


@pytest.mark.feature("T5")
def test_a_worker_killed_between_sending_and_marking_loses_nothing(
    own_database: str, inbox: Inbox, settings: Any
) -> None:
    message = write()
    environment = {
        **os.environ,
        "DATABASE_URL": own_database,
        "DJANGO_SETTINGS_MODULE": "sil.settings",
        "MAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    Message.objects.update(due_at="2020-01-01T00:00Z")  # the child goes by the real clock
    done = subprocess.run([sys.executable, "-c", KILLED], env=environment, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert inbox.arrived.wait(5)
    message.refresh_from_db()
    assert message.status == Status.WAITING, "it was sent but not marked"
    assert message.leased_until is not None

    with clock.at(message.leased_until - timedelta(seconds=1)):
        assert delivery.send_batch() == 0, "while the lease runs nobody else takes it"
    with clock.at(message.leased_until):
        assert delivery.send_batch() == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.SENT, 2)
    first, second = inbox.received
    assert first["Message-ID"] == second["Message-ID"], "the copy can be told by its id"


def test_two_workers_never_take_the_same_message(own_database: str) -> None:
    for _ in range(delivery.BATCH * 2):
        write()
    taken: list[list[Any]] = []
    ready = threading.Barrier(2)

    def work() -> None:
        from django.db import connection as own

        with clock.at(NOW):
            ready.wait()
            taken.append([m.pk for m in delivery.claim()])
        own.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [len(t) for t in taken] == [delivery.BATCH] * 2
    assert not set(taken[0]) & set(taken[1])
