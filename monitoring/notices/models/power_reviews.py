"""What became of a power whose notice was withdrawn."""

from django.db import models
from django.db.models import Q

from sil.accounts.models import User

from .letters import CaseLetter


class PowerReview(models.Model):
    """What a director recorded of a power that was used and rests on a notice withdrawn since. Append-only: the latest
    counts."""

    class Outcome(models.TextChoices):
        STANDS = "stands", "It stands on another ground"
        ENDED = "ended", "It has ended"
        ADVICE = "advice", "It is under legal advice"

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="power_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome)
    # Where it has ended: its last day.
    ended_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="ended", ended_on__isnull=False) | ~Q(outcome="ended") & Q(ended_on__isnull=True),
                name="power_review_ended_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.outcome}"
