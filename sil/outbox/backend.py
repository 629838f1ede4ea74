"""Django's email backend, which puts emails of libraries (such as a password reset by allauth) in the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .post import laid_out, store

# Of what the sign-in library writes.
KIND = "sign-in"


class OutboxBackend(BaseEmailBackend):
    """Stores emails as messages of the outbox. They may hold a token, so their text is wiped once sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        written = 0
        for mail in email_messages:
            for recipient in mail.recipients():
                body = laid_out(str(mail.body))
                store(kind=KIND, email=recipient, subject=str(mail.subject), body=body, holds_secret=True)
                written += 1
        return written
