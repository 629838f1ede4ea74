"""sil.outbox: emails by GOV.UK Notify, and emails that came back."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client

from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.outbox import delivery
from sil.outbox.actions import retry
from sil.outbox.models import Message, Status
from sil.outbox.post import File
from sil.outbox.returned.actions import record_returned
from sil.outbox.returned.reports import read
from sil.outbox.ways.smtp import message_id
from sil.workflow import Denied
from tests import notify
from tests.conftest import NOW, TODAY
from tests.factories import people, schools
from tests.integration.test_outbox import write

pytestmark = [pytest.mark.django_db, pytest.mark.feature("T9")]


@pytest.fixture
def api(settings: Any) -> Iterator[notify.Api]:
    with notify.serving() as found:
        settings.NOTIFY_KEY, settings.NOTIFY_URL = notify.KEY, found.url
        settings.NOTIFY_TEMPLATE, settings.NOTIFY_FILE_TEMPLATE = notify.TEMPLATE, notify.FILE_TEMPLATE
        settings.OUTBOX_KEEPS_MAIL = False
        yield found


def sent(message: Message) -> Message:
    delivery.send_batch()
    message.refresh_from_db()
    return message


class TestByNotify:
    def test_a_message_is_sent_once(self, api: notify.Api) -> None:
        message = sent(write())
        assert message.status == Status.SENT
        (said,) = api.received
        assert said["reference"] == str(message.pk) and said["email_address"] == message.email
        assert said["personalisation"] == {"subject": message.subject, "body": message.body}

    def test_what_was_sent_before_a_worker_died_is_not_sent_again(self, api: notify.Api) -> None:
        message = sent(write())
        Message.objects.update(status=Status.WAITING, sent_at=None)
        assert sent(message).status == Status.SENT
        assert len(api.received) == 1

    def test_a_letter_goes_as_a_file_that_its_reader_alone_opens(self, api: notify.Api) -> None:
        sent(write(attached=File("letter.pdf", b"%PDF-1.7")))
        file = api.received[0]["personalisation"]["file"]
        assert base64.b64decode(file["file"]) == b"%PDF-1.7" and file["filename"] == "letter.pdf"
        assert file["confirm_email_before_download"] is True

    @pytest.mark.parametrize(
        ("status", "words", "state"),
        [
            (400, "email_address Not a valid email address", Status.FAILED),
            (400, "Can’t send to this recipient using a team-only API key", Status.FAILED),
            (400, "Template not found", Status.WAITING),
            (403, "Invalid token: API key not found", Status.WAITING),
            (429, "Exceeded rate limit", Status.WAITING),
            (500, "Internal server error", Status.WAITING),
        ],
    )
    def test_only_the_address_is_given_up(self, api: notify.Api, status: int, words: str, state: Status) -> None:
        api.refuses.append((status, words))
        message = sent(write())
        assert (message.status, message.error) == (state, f"{status} {words}")

    def test_it_waits_while_notify_is_away(self, api: notify.Api, settings: Any) -> None:
        settings.NOTIFY_URL = "http://127.0.0.1:1"
        message = sent(write())
        assert message.status == Status.WAITING and "could not be reached" in message.error
        settings.NOTIFY_URL, settings.NOTIFY_KEY = api.url, notify.KEY[:-1] + "0"
        Message.objects.update(due_at=message.created_at)
        assert sent(message).error == "403 Invalid token: API key not found"


class TestReceipts:
    """What Notify tells of a message that it took."""

    def tell(self, settings: Any, key: object, status: str, *, token: str = "a token") -> int:
        settings.NOTIFY_CALLBACK_TOKEN = "a token"
        said = {"reference": str(key), "status": status}
        headers = {"Authorization": f"Bearer {token}"}
        client = Client(enforce_csrf_checks=True)
        return int(client.post("/notify/receipts/", said, "application/json", headers=headers).status_code)

    @pytest.mark.parametrize(
        ("status", "state"),
        [
            ("delivered", Status.SENT),
            ("permanent-failure", Status.FAILED),
            ("temporary-failure", Status.FAILED),
            ("technical-failure", Status.FAILED),
        ],
    )
    def test_what_was_not_delivered_is_shown(self, api: notify.Api, settings: Any, status: str, state: Status) -> None:
        message = sent(write())
        assert self.tell(settings, message.pk, status) == 204
        message.refresh_from_db()
        assert message.status == state

    def test_nobody_else_can_tell(self, api: notify.Api, settings: Any) -> None:
        message = sent(write())
        assert self.tell(settings, message.pk, "permanent-failure", token="another") == 404
        assert self.tell(settings, "no key", "permanent-failure") == 400
        settings.NOTIFY_CALLBACK_TOKEN = ""
        headers = {"Authorization": "Bearer "}
        assert Client().post("/notify/receipts/", {}, "application/json", headers=headers).status_code == 404
        message.refresh_from_db()
        assert message.status == Status.SENT


def report(message: Message, action: str = "failed", *, headers_only: bool = False) -> bytes:
    """A report of a mail server about a message (RFC 3464)."""
    original = f"Message-ID: {message_id(message)}\r\nSubject: {message.subject}\r\n"
    copy = ("text/rfc822-headers", original) if headers_only else ("message/rfc822", f"{original}\r\nText\r\n")
    status = (
        "Reporting-MTA: dns; mx.school.example\r\n\r\n"
        f"Final-Recipient: rfc822; {message.email}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such\r\n user here\r\n"
    )
    parts = [("text/plain", "It could not be delivered.\r\n"), ("message/delivery-status", status), copy]
    body = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    head = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n'
    return f"From: mailer-daemon@school.example\r\n{head}{body}--b--\r\n".encode()


class TestReturned:
    @pytest.mark.parametrize("headers_only", [True, False])
    def test_a_report_names_the_message_and_why(self, headers_only: bool) -> None:
        message = write()
        found = read(report(message, headers_only=headers_only))
        assert found and (found.message, found.why) == (message.pk, "550 5.1.1 No such user here")

    def test_what_is_no_such_report_says_nothing(self) -> None:
        message = write()
        mail = EmailMessage()
        mail.set_content(f"Thank you for {message_id(message)}")
        others = (
            mail.as_bytes(),
            report(message, "delayed"),
            report(message).replace(b"example.org>", b"other.example>"),
        )
        assert [read(raw) for raw in (*others, b"", b"\xff\0")] == [None] * 5

    def test_it_counts_once_and_only_of_what_was_sent(self, api: notify.Api) -> None:
        waiting = write()
        assert not record_returned(waiting.pk, "550")
        message = sent(waiting)
        assert record_returned(message.pk, "550 no such user") and not record_returned(message.pk, "550 no such user")
        message.refresh_from_db()
        assert message.status == Status.FAILED and message.sent_at is None
        assert message.error.startswith("It was sent on ") and message.error.endswith("came back: 550 no such user")
        assert Event.objects.get(kind="message.returned").subject_id == str(message.pk)

    def test_what_is_not_kept_is_not_sent_again(self, api: notify.Api) -> None:
        administrator = people.person(role="administrator")
        for message in (write(), write(attached=File("letter.pdf", b"%PDF-1.7"))):
            record_returned(sent(message).pk, "550")
        kept, gone = Message.objects.order_by("attachment_name")
        retry(kept, by=administrator, on=TODAY)
        with pytest.raises(Denied) as denied:
            retry(gone, by=administrator, on=TODAY)
        assert denied.value.code == "gone"


def test_a_partner_is_told_whom_emails_do_not_reach(api: notify.Api, client: Client) -> None:
    school = schools.school()
    head, sip = people.post(school, "headteacher").user, people.assign(school).user
    elsewhere = people.assign(schools.school()).user

    def told(who: User) -> bool:
        client.force_login(who)
        return f"Emails to {head.name} do not arrive" in str(client.get("/").content)

    record_returned(sent(write(head.email)).pk, "550")
    assert told(sip) and not told(elsewhere) and not told(head)
    with clock.at(NOW + timedelta(minutes=1)):
        sent(write(head.email))
    assert not told(sip), "a later one arrived"
    Message.objects.all().delete()
    record_returned(sent(write(head.email)).pk, "550")
    User.objects.filter(pk=head.pk).update(email="another@test.example")
    assert not told(sip), "the address was put right"
