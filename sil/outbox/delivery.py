"""Send the messages of the outbox: claim, send, mark. The only place that sends email.

The claim is committed before anything is sent, so two workers never send the same message at
once. A worker that dies between sending and marking leaves a lease that runs out; the message
is then sent again with the same Message-ID. SMTP cannot guarantee more than that.
"""

import logging
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.db.models import F, Q

from sil import clock

from .models import Attachment, Message, Status

log = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
# How long to wait after each failed attempt; after the last one the message has failed.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)


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


def _send(messages: Iterable[Message]) -> None:
    """Send a batch over one connection. If the server cannot be reached, each message has had a failed attempt."""
    with closing(EmailBackend()) as connection:
        for message in messages:
            try:
                mail = _mail(message, connection)
                connection.open()
                mail.send()
            except Attachment.DoesNotExist:
                log.warning("Message %s was sent by another worker after this one's lease ran out", message.pk)
            except (OSError, SMTPException) as error:
                _mark_failed(message, error)
            else:
                _mark_sent(message)


def _mail(message: Message, connection: EmailBackend) -> EmailMessage:
    """Return the email of a message. Raises Attachment.DoesNotExist if its file was deleted because it was sent."""
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.email],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if message.attachment_name:
        content = Attachment.objects.values_list("content", flat=True).get(message=message)
        mail.attach(message.attachment_name, bytes(content), "application/pdf")
    return mail


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


def _mark_failed(message: Message, error: Exception) -> None:
    attempt = message.attempts  # as claimed, so the number of attempts before this one
    final = _is_final(error) or attempt >= len(WAITS)
    log.warning("Message %s could not be sent: %s", message.pk, type(error).__name__)
    Message.objects.filter(pk=message.pk).update(
        status=Status.FAILED if final else Status.WAITING,
        due_at=clock.now() + WAITS[min(attempt, len(WAITS) - 1)],
        leased_until=None,
        error=_in_words(error),
    )


def _is_final(error: Exception) -> bool:
    """Return whether the mail server says that trying again is of no use (a 5xx reply)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= 500


def _in_words(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return f"The mail server could not be reached ({type(error).__name__})."
