"""Send the messages of the outbox: claim, send, mark. The only place that sends email.

The claim is committed before anything is sent, so two workers never send the same message at
once. A worker that dies between sending and marking leaves a lease that runs out; the message
is then sent again with the same Message-ID. SMTP cannot guarantee more than that.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.mime.text import MIMEText
from enum import Enum, auto
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from sil import clock

from .models import Attachment, Message, Status
from .sender import service

log = logging.getLogger(__name__)

BATCH = 50
APPOINTMENT_NAME = "meeting.ics"
LEASE = timedelta(minutes=5)
# How long to wait after each failed attempt; after the last one a message has failed that alone is the reason.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
# While the mail server is away, or refuses our account, every message is tried at least this often, without end.
LONGEST_WAIT_FOR_SERVER = timedelta(hours=1)
_AWAY = (OSError, SMTPException)


def send_batch() -> int:
    """Claim messages that are due and send them. Returns the number of messages claimed."""
    claimed = claim()
    if claimed:
        _keep(claimed) if settings.OUTBOX_KEEPS_MAIL else _send(claimed)
    return len(claimed)


@transaction.atomic
def claim() -> list[Message]:
    """Take a lease on messages that are due and that no other worker holds, and return them."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    due = Message.objects.filter(free, status=Status.WAITING, due_at__lte=now).order_by("due_at")
    messages = list(due.select_for_update(skip_locked=True)[:BATCH])
    Message.objects.filter(pk__in=[m.pk for m in messages]).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    return messages


def message_id(message: Message) -> str:
    """Return the Message-ID of a message, the same for every attempt."""
    return f"<{message.pk}@{settings.MAIL_DOMAIN}>"


def _send(messages: Sequence[Message]) -> None:
    """Send a batch over one connection. What goes wrong with one message leaves the others as they were."""
    with _closing(EmailBackend()) as connection:
        for place, message in enumerate(messages):
            try:
                connection.open()
            except _AWAY as error:
                # The rest of the batch would wait for the same answer, past its lease.
                for unsent in messages[place:]:
                    _mark_unsent(unsent, error)
                return
            try:
                _mail(message, connection).send()
            except Attachment.DoesNotExist:
                log.warning("Message %s was sent by another worker after this one's lease ran out", message.pk)
            except DatabaseError:  # no fault of the message: its lease runs out, and it is claimed again
                raise
            except Exception as error:
                _mark_unsent(message, error)
                _reconnect(connection)
            else:
                _mark_sent(message)


@contextmanager
def _closing(connection: EmailBackend) -> Iterator[EmailBackend]:
    try:
        yield connection
    finally:
        _reconnect(connection)


def _reconnect(connection: EmailBackend) -> None:
    """End the connection, in whatever state an error left it; the next message opens another."""
    with suppress(*_AWAY):
        connection.close()
    connection.connection = None


def _mail(message: Message, connection: EmailBackend) -> EmailMessage:
    """Return the email of a message. Raises Attachment.DoesNotExist if its file was deleted because it was sent."""
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.email],
        reply_to=[email] if (email := message.reply_to or service().email) else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if message.attachment_name:
        content = Attachment.objects.values_list("content", flat=True).get(message=message)
        mail.attach(message.attachment_name, bytes(content), "application/pdf")
    if message.appointment:
        mail.attach(_appointment(message.appointment))
    return mail


def _appointment(text: str) -> MIMEText:
    """Return the part of an appointment. Its method stands in the header too, so that a mail program offers to put it
    into the calendar, or to take it out (RFC 6047, 2.4)."""
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", text.partition("METHOD:")[2].split()[0])
    part.add_header("Content-Disposition", "attachment", filename=APPOINTMENT_NAME)
    return part


def _keep(messages: Iterable[Message]) -> None:
    """Mark messages as sent without sending them, for the demonstration, which shows them on a page."""
    for message in messages:
        _mark_sent(message, wipe=False)


@transaction.atomic
def _mark_sent(message: Message, *, wipe: bool = True) -> None:
    changes = {"status": Status.SENT, "sent_at": clock.now(), "leased_until": None, "error": ""}
    if wipe and message.holds_secret:
        changes["body"] = ""
    Message.objects.filter(pk=message.pk).update(**changes)
    if message.attachment_name:
        Attachment.objects.filter(message=message).delete()


def _mark_unsent(message: Message, error: Exception) -> None:
    attempt = message.attempts  # as claimed, so the number of attempts before this one
    kind = _kind_of(error)
    log.warning("Message %s could not be sent: %s", message.pk, type(error).__name__)
    is_final = kind is _Failure.RECIPIENT or (kind is _Failure.MESSAGE and attempt >= len(WAITS))
    wait = WAITS[min(attempt, len(WAITS) - 1)]
    Message.objects.filter(pk=message.pk).update(
        status=Status.FAILED if is_final else Status.WAITING,
        due_at=clock.now() + (min(wait, LONGEST_WAIT_FOR_SERVER) if kind is _Failure.SERVER else wait),
        leased_until=None,
        error=_in_words(error),
    )


class _Failure(Enum):
    """Whose fault it is that a message was not sent, which decides whether it is tried again."""

    RECIPIENT = auto()  # this address is refused, or cannot be written: final
    MESSAGE = auto()  # this message, perhaps for now: tried again until the last of WAITS
    SERVER = auto()  # the server or our account with it, so all messages: tried again for as long as it lasts


def _kind_of(error: Exception) -> _Failure:
    if isinstance(error, SMTPRecipientsRefused):
        is_refused = all(500 <= code < 600 for code, _ in error.recipients.values())
        return _Failure.RECIPIENT if is_refused else _Failure.MESSAGE
    if isinstance(error, SMTPDataError):
        return _Failure.MESSAGE
    if isinstance(error, _AWAY) and not isinstance(error, SMTPNotSupportedError):
        return _Failure.SERVER
    # No server has seen it: the same address or text would raise the same error again.
    return _Failure.RECIPIENT


def _in_words(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    if isinstance(error, _AWAY) and not isinstance(error, SMTPNotSupportedError):
        return f"The mail server could not be reached ({type(error).__name__})."
    return f"The service could not write this email. Check the address ({type(error).__name__})."
