"""Letters from Ofsted: the text, what was read in it and what a person confirmed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sil.accounts.models import User
from sil.uploads.models import Upload

from .inspections import Inspection
from .register import School


class OfstedLetter(models.Model):
    """A letter as it was sent in, its text and what was read in it; nothing else is stored before a person confirms.

    `reading` is what the reader found and never changes; `values` is what the person confirmed, in
    the same shape. A letter to the authority has no school and no inspection.
    """

    class Status(models.TextChoices):
        READ = "read", "Waiting to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        SET_ASIDE = "set_aside", "Set aside"

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+")
    # The file's fingerprint: a copy leads to the letter that is here.
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    reading = models.JSONField()
    values = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=15, choices=Status, default=Status.READ)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="ofsted_letters")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    sent_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_in_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_in_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="read", settled_by__isnull=True, settled_on__isnull=True)
                | Q(status__in=["confirmed", "set_aside"], settled_by__isnull=False, settled_on__isnull=False),
                name="letter_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter from Ofsted {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("ofsted_letter", kwargs={"pk": self.pk})

    @property
    def held(self) -> dict[str, Any]:
        """What a person confirmed, or else what was read."""
        found: dict[str, Any] = self.reading if self.values is None else self.values
        return found
