"""Send emails to a mail server by SMTP."""

from contextlib import suppress
from email.mime.text import MIMEText
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
from django.db import DatabaseError

from ..models import Attachment, Message
from ..sender import service
from . import Failure, NotSent

APPOINTMENT_NAME = "meeting.ics"
_AWAY = (OSError, SMTPException)


def message_id(message: Message) -> str:
    """Return the Message-ID of a message, the same for every attempt."""
    return f"<{message.pk}@{settings.MAIL_DOMAIN}>"


class Smtp:
    """A connection to the mail server of the settings, opened when it is needed."""

    def __init__(self) -> None:
        self._connection = EmailBackend()

    def open(self) -> None:
        try:
            self._connection.open()
        except _AWAY as error:
            raise NotSent(_failure(error), _in_words(error)) from error

    def send(self, message: Message) -> None:
        try:
            _mail(message, self._connection).send()
        except (Attachment.DoesNotExist, DatabaseError):
            raise
        except Exception as error:
            self.close()
            raise NotSent(_failure(error), _in_words(error)) from error

    def close(self) -> None:
        with suppress(*_AWAY):
            self._connection.close()
        self._connection.connection = None


def _mail(message: Message, connection: EmailBackend) -> EmailMessage:
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


def _failure(error: Exception) -> Failure:
    if isinstance(error, SMTPRecipientsRefused):
        is_refused = all(500 <= code < 600 for code, _ in error.recipients.values())
        return Failure.RECIPIENT if is_refused else Failure.MESSAGE
    if isinstance(error, SMTPDataError):
        return Failure.MESSAGE
    if isinstance(error, _AWAY) and not isinstance(error, SMTPNotSupportedError):
        return Failure.SERVER
    # No server has seen it: the same address or text would raise the same error again.
    return Failure.RECIPIENT


def _in_words(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    if isinstance(error, _AWAY) and not isinstance(error, SMTPNotSupportedError):
        return f"The mail server could not be reached ({type(error).__name__})."
    return f"The service could not write this email. Check the address ({type(error).__name__})."
