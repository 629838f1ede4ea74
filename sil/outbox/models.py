"""Messages that wait to be sent, were sent, or could not be sent."""

import uuid

from django.db import models
from django.db.models import Q

from sil.accounts.models import User


class Status(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"
    # Of people who have chosen one email a day.
    HELD = "held", "Waiting for the morning email"
    CARRIED = "carried", "Sent with the morning email"


class Message(models.Model):
    """One email, stored before any attempt to send it.

    A worker claims it by a lease. If the worker dies, the lease runs out and another worker sends it
    again with the same Message-ID, by which a mail server can recognise the copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    # One message for one key, ever: a reminder cannot go out twice.
    dedupe_key = models.CharField(max_length=150, unique=True, null=True, blank=True)
    email = models.EmailField()
    # Where answers go; to the service where it is blank.
    reply_to = models.EmailField(blank=True, db_default="")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    # A body with a link that signs its reader in (a token) is wiped once it is sent.
    holds_secret = models.BooleanField(default=False)
    # The name of the file that goes with it; the file itself is an `Attachment` until it is sent.
    attachment_name = models.CharField(max_length=100, blank=True)
    # An appointment that goes with it, as the text of a calendar (`sil.dates.calendars`).
    appointment = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    # The morning email that tells of it.
    carried_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carries")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="waiting"), name="outbox_due"),
            # Of the messages of ten years few could not be sent; the first page says how many.
            models.Index(fields=["status"], condition=Q(status="failed"), name="outbox_failed"),
            models.Index(fields=["email"], condition=Q(status="held"), name="outbox_held"),
            # As lists sort, read from either end.
            models.Index(fields=["created_at", "id"], name="outbox_written"),
            models.Index(fields=["email", "created_at", "id"], name="outbox_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.email}"


class Attachment(models.Model):
    """The PDF of a message to an office that cannot sign in, in a table of its own so that lists do not
    read it. It is a copy and is deleted once it is sent."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"of {self.message_id}"


class MailChoice(models.Model):
    """When a person wants to be written to. Without a row, each email goes when something happens, and no list."""

    class Emails(models.TextChoices):
        EACH = "each", "Each email when something happens"
        MORNING = "morning", "What can wait in one email each working morning"

    class Lists(models.TextChoices):
        NEVER = "never", "No list"
        WEEKLY = "weekly", "On the first working day of each week"
        DAILY = "daily", "Each working morning"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mail_choice")
    emails = models.CharField(max_length=10, choices=Emails, default=Emails.EACH)
    lists = models.CharField(max_length=10, choices=Lists, default=Lists.NEVER)
    # Whether newsletters are sent to them, where a post at a school gives them some.
    newsletters = models.BooleanField(default=True, db_default=True)
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}: {self.emails}, {self.lists}"
