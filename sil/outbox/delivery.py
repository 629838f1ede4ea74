"""Send the messages of the outbox: claim, send, mark. The only place that sends email.

The claim is committed before anything is sent, so two workers never send the same message at
once. A worker that dies between sending and marking leaves a lease that runs out; the message
is then sent again with the same Message-ID. SMTP cannot guarantee more than that.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from sil import clock

from .models import Attachment, Message, Status
from .ways import Failure, NotSent, Way
from .ways.notify import Notify
from .ways.smtp import Smtp

log = logging.getLogger(__name__)

BATCH = 50
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


def _send(messages: Sequence[Message]) -> None:
    """Send a batch one after the other. What goes wrong with one message leaves the others as they were."""
    way: Way = Notify() if settings.NOTIFY_KEY else Smtp()
    with closing(way):
        for place, message in enumerate(messages):
            try:
                way.open()
            except NotSent as error:
                # The rest of the batch would wait for the same answer, past its lease.
                for unsent in messages[place:]:
                    _mark_unsent(unsent, error)
                return
            try:
                way.send(message)
            except Attachment.DoesNotExist:
                log.warning("Message %s was sent by another worker after this one's lease ran out", message.pk)
            except NotSent as error:
                _mark_unsent(message, error)
            else:
                _mark_sent(message)


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


def _mark_unsent(message: Message, error: NotSent) -> None:
    attempt = message.attempts  # as claimed, so the number of attempts before this one
    log.warning("Message %s could not be sent: %s", message.pk, type(error.__cause__ or error).__name__)
    is_final = error.failure is Failure.RECIPIENT or (error.failure is Failure.MESSAGE and attempt >= len(WAITS))
    wait = WAITS[min(attempt, len(WAITS) - 1)]
    Message.objects.filter(pk=message.pk).update(
        status=Status.FAILED if is_final else Status.WAITING,
        due_at=clock.now() + (min(wait, LONGEST_WAIT_FOR_SERVER) if error.failure is Failure.SERVER else wait),
        leased_until=None,
        error=error.words,
    )
