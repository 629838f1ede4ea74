"""Put a message that could not be sent back in the queue."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.audit import events
from sil.workflow import Denied

from .models import Message, Status


@transaction.atomic
def retry(message: Message, *, by: User | None, on: date) -> None:
    """Queue a failed message again. Raises Denied("not_failed") unless it has failed and still has its text."""
    check_may(by, on, Permission.MESSAGES_READ, sentence="Only an administrator can send a message again.")
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.status != Status.FAILED:
        raise Denied("not_failed", "Only a message that could not be sent can be sent again.")
    message.status, message.attempts, message.due_at, message.error = Status.WAITING, 0, clock.now(), ""
    message.save(update_fields=["status", "attempts", "due_at", "error"])
    events.record("message.retried", subject=message, by=by, email=message.email)
