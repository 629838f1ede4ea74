"""Put a message that could not be sent back in the queue, and record one that has nobody to go to."""

from datetime import date, timedelta

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.workflow import Denied

from .models import Attachment, Message, Status

NOBODY = (
    "There is nobody whom this can be sent to: nobody with an open account holds the role or post. Give it to somebody."
)

NOT_KEPT = (
    "This email was sent before it came back, and its link or its file is not kept. Put the address right, then have a"
    " new link or the letter sent."
)


@transaction.atomic
def retry(message: Message, *, by: User | None, on: date) -> None:
    """Queue a failed message again. Raises Denied("not_failed") unless it has failed, and Denied("gone") where it had
    been sent before it came back and its text or its file was not kept."""
    check_may(by, on, Permission.MESSAGES_READ, sentence="Only an administrator can send a message again.")
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.status != Status.FAILED:
        raise Denied("not_failed", "Only a message that could not be sent can be sent again.")
    has_file = not message.attachment_name or Attachment.objects.filter(message=message).exists()
    if not message.body or not has_file:
        raise Denied("gone", NOT_KEPT)
    message.status, message.attempts, message.due_at, message.error = Status.WAITING, 0, clock.now(), ""
    message.save(update_fields=["status", "attempts", "due_at", "error"])
    events.record("message.retried", subject=message, by=by, email=message.email)


def record_nobody(kind: str) -> None:
    """Record that a message of a kind had nobody to go to, among those that could not be sent. What is tried again in
    every sweep is on record once a day."""
    now = clock.now()
    if Message.objects.filter(kind=kind, email="", created_at__gt=now - timedelta(days=1)).exists():
        return
    Message.objects.create(
        kind=kind,
        email="",
        subject="Nobody to tell",
        status=Status.FAILED,
        error=NOBODY,
        created_at=now,
        due_at=now,
    )
