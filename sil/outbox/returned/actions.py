"""Record that an email which was sent came back."""

import logging
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sil import clock
from sil.audit import events

from ..models import Message, Status
from . import mailbox
from .reports import read

log = logging.getLogger(__name__)

# Emails in one run; the others wait for the next.
MOST = 200


@transaction.atomic
def record_returned(key: UUID, why: str) -> bool:
    """Count a message as one that could not be sent, with what the server of its reader said. Returns whether it was
    counted as sent before: what came back twice, or was sent again meanwhile, stays as it is."""
    message = Message.objects.select_for_update().filter(pk=key, status=Status.SENT).first()
    if message is None or message.sent_at is None:
        return False
    sent = clock.moment_in_words(message.sent_at)
    message.status, message.sent_at = Status.FAILED, None
    message.error = f"It was sent on {sent} and came back: {why or 'the mail server did not say why'}"
    message.save(update_fields=["status", "sent_at", "error"])
    events.record("message.returned", subject=message, by=None, email=message.email)
    return True


def read_returned() -> int:
    """Read what nobody has read in the mailbox of returned emails, and return how many messages had been counted as
    sent and came back. Each is marked as read after its transaction."""
    found = 0
    if not settings.RETURNED_MAILBOX:
        return found
    try:
        with mailbox.opened(settings.RETURNED_MAILBOX) as connection:
            for uid in mailbox.unread(connection, MOST):
                report = read(mailbox.fetch(connection, uid).raw)
                found += bool(report and record_returned(report.message, report.why))
                mailbox.mark_read(connection, uid)
    except mailbox.AWAY as error:
        log.warning("The mailbox of returned emails cannot be read: %s", type(error).__name__)
    return found
