"""Newsletters of the service to headteachers and chairs of governors."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.uploads.models import Upload


class Newsletter(models.Model):
    """One newsletter. Once it is being sent, nothing of it changes: what was wrong is corrected by another one."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DISCARDED = "discarded", "Discarded"

    class Audience(models.TextChoices):
        HEADS = "heads", "Headteachers"
        GOVERNORS = "governors", "Chairs of governors"
        BOTH = "both", "Headteachers and chairs of governors"

    title = models.CharField(max_length=120)
    # As `text` reads it: headings, paragraphs, lists and links.
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience)
    file = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    # How many took it when it was sent; the emails written so far; and the key of the last person written to.
    takers = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    last_taker = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "-sent_on"], name="newsletters_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=("sending", "sent")) | Q(sent_on__isnull=False, sent_by__isnull=False),
                name="newsletter_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Newsletter {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("newsletter", kwargs={"pk": self.pk})

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_sending(self) -> bool:
        return self.status == self.Status.SENDING

    @property
    def is_out(self) -> bool:
        """Whether its readers can read it."""
        return self.status in OUT

    @property
    def is_discarded(self) -> bool:
        return self.status == self.Status.DISCARDED

    @property
    def day_in_words(self) -> str:
        return weekday_in_words(self.sent_on) if self.sent_on else ""


OUT = (Newsletter.Status.SENDING, Newsletter.Status.SENT)
