"""Consent to have notices by email."""

from django.db import models
from django.db.models import F, Q

from schools.models import Post
from sil.accounts.models import User
from sil.uploads.models import Upload


class EmailConsent(models.Model):
    """That somebody agrees to be given notices by email while they hold a post at a school. It ends with the post, or
    on the day on which it is taken back; it is never deleted."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="email_consents")
    given_on = models.DateField()
    # What they said, or the letter or minute that holds it.
    words = models.TextField()
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(ended_on__isnull=True), name="one_consent_of_a_post"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("given_on")), name="consent_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"Consent of {self.post_id}, {self.given_on}"
