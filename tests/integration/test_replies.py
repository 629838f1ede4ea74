"""Replies by email are added to their conversation: once, from the person of the address, who may write there today."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from monitoring.conversations.forms import LENGTH
from monitoring.conversations.models import Conversation, Entry, Taken
from monitoring.conversations.replies.actions import FILES_NOT_KEPT, Outcome, take, take_arrived
from monitoring.conversations.replies.address import reply_address
from monitoring.visits.put_right import actions as put_right
from schools.people import actions as posts
from sil.accounts.models import User
from sil.outbox.delivery import send_batch
from sil.outbox.models import Message
from tests.conftest import TODAY
from tests.factories.conversations import Scene
from tests.inbox import listening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P8")]
REFUSED = "conversation_reply_not_added"


@pytest.fixture
def scene(settings: Any) -> Scene:
    settings.INBOUND_ADDRESS = "replies@support.example.org"
    found = Scene()
    found.says(found.sip, "Is there parking?", asks=True)
    return found


def reply(text: str, person: User, *, sender: str = "", number: int = 1) -> EmailMessage:
    """What the mail program of a person sends as an answer."""
    found = EmailMessage()
    found["From"] = f"{person.name} <{sender or person.email.upper()}>"
    found["To"] = reply_address(Conversation.objects.get().pk, person.pk)
    found["Message-ID"] = f"<{number}@school.example>"
    found.set_content(text)
    return found


def taken(mail: EmailMessage, *, is_whole: bool = True) -> Outcome:
    return take(mail.as_bytes(), is_whole=is_whole, on=TODAY)


def told(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind).order_by("created_at"))


def test_an_email_is_answered_to_an_address_of_its_own_and_says_so(scene: Scene, settings: Any) -> None:
    Message.objects.exclude(kind="conversation_entry").delete()
    with listening() as inbox:
        settings.EMAIL_HOST, settings.EMAIL_PORT = inbox.host, inbox.port
        send_batch()
        own = reply_address(Conversation.objects.get().pk, scene.head.pk)
        settings.INBOUND_ADDRESS = ""
        scene.says(scene.sip, "Or a bus?")
        send_batch()
    first, second = inbox.received
    assert first["Reply-To"] == own
    assert "You can answer by replying to this email." in first.get_content() and "Replies" not in first.get_content()
    assert "+" not in second["Reply-To"] and "You can answer by replying" not in second.get_content()


def test_a_reply_is_added_once_and_answers_what_was_asked(scene: Scene) -> None:
    mail = reply(
        "Yes.\n\nOn 2 Dec 2026, at 09:14, School support <a@b.example> wrote:\n> Is there parking?", scene.head
    )
    assert taken(mail) == Outcome.ADDED
    assert taken(mail) == Outcome.TAKEN_BEFORE
    entry = Entry.objects.latest("pk")
    assert (entry.text, entry.by, entry.side, entry.role) == ("Yes.", scene.head, "school", "Headteacher")
    assert Entry.objects.count() == 2 and Conversation.objects.get().awaits == ""
    # The same moment: which of both was written first cannot be read.
    assert {message.email for message in told("conversation_entry")} == {scene.head.email, scene.sip.email}
    assert len(told("conversation_entry")) == 2
    assert told(REFUSED) == []


def test_files_are_not_kept_and_the_entry_says_so(scene: Scene) -> None:
    mail = reply("Here is the plan.", scene.head)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    assert taken(mail) == Outcome.ADDED
    assert Entry.objects.latest("pk").text == f"Here is the plan.\n\n{FILES_NOT_KEPT}"


@pytest.mark.parametrize(
    ("text", "is_whole", "why"),
    [
        ("a" * (LENGTH + 1), True, "5,000 characters"),
        ("Hello\x00there", True, "a character that cannot be saved"),
        ("> Is there parking?", True, "nothing in your email above"),
        ("Yes.", False, "too large"),
    ],
)
def test_what_cannot_be_added_is_answered_once_with_the_text(text: str, is_whole: bool, why: str, scene: Scene) -> None:
    mail = reply(text, scene.head)
    assert taken(mail, is_whole=is_whole) == Outcome.NOT_ADDED
    assert taken(mail, is_whole=is_whole) == Outcome.TAKEN_BEFORE
    (message,) = told(REFUSED)
    assert message.email == scene.head.email and why in message.body and scene.url in message.body
    assert text.startswith(">") or text[:5] in message.body
    assert Entry.objects.count() == 1 and message.reply_to == ""


def test_another_sender_is_dropped_without_an_answer(scene: Scene) -> None:
    mail = reply("I am the head.", scene.head, sender="somebody@elsewhere.example")
    assert taken(mail) == Outcome.DROPPED
    assert taken(reply("Sam here.", scene.head, sender=scene.sip.email, number=2)) == Outcome.DROPPED
    assert Entry.objects.count() == 1 and told(REFUSED) == []


def test_whose_post_has_ended_is_told_without_a_link(scene: Scene) -> None:
    posts.end_post(scene.school.posts.get(), ends_on=TODAY - timedelta(days=1), by=None, on=TODAY)
    assert taken(reply("Yes.", scene.head)) == Outcome.NOT_ADDED
    (message,) = told(REFUSED)
    assert "can write here" in message.body and scene.url not in message.body and "Yes." in message.body
    assert Entry.objects.count() == 1


def test_a_closed_account_is_told_nothing(scene: Scene) -> None:
    User.objects.filter(pk=scene.head.pk).update(is_active=False)
    assert taken(reply("Yes.", scene.head)) == Outcome.DROPPED
    assert Entry.objects.count() == 1 and told(REFUSED) == []


def test_a_conversation_goes_on_by_email_whatever_became_of_the_record(scene: Scene) -> None:
    put_right.strike(scene.visit, reason="A slip.", by=scene.sip, on=TODAY)
    assert taken(reply("Which visit?", scene.head)) == Outcome.ADDED


def test_a_crash_before_the_commit_leaves_nothing_behind(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    mail = reply("Yes.", scene.head)
    with monkeypatch.context() as patch:
        patch.setattr("monitoring.conversations.actions._tell", crash)
        with pytest.raises(ConnectionError):
            taken(mail)
    assert not Taken.objects.exists() and Entry.objects.count() == 1
    assert taken(mail) == Outcome.ADDED


def test_nothing_is_read_where_no_address_is_set_and_a_mailbox_that_is_away_is_no_error(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert not take_arrived() and caplog.text == ""
    settings.INBOUND_ADDRESS, settings.INBOUND_MAILBOX = "replies@support.example.org", "imap://a:b@127.0.0.1:1"
    assert not take_arrived()
    assert "ConnectionRefusedError" in caplog.text and "@" not in caplog.text
