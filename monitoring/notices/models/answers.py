"""Answers to letters about an academy, from the Regional Director, the academy or its trust."""

from django.db import models

from sil.accounts.models import User
from sil.uploads.models import Upload

from .letters import CaseLetter


class LetterAnswer(models.Model):
    """What somebody answered to a letter, as an officer recorded it. Append-only: one that was recorded wrongly is
    recorded again with a note."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="answers")
    # For which of those to whom the letter is addressed it speaks (`sil.framework.intervention.Party`); blank for
    # somebody else.
    party = models.CharField(max_length=30, blank=True)
    # Who wrote it, such as "Ada Example, accounting officer".
    who = models.CharField(max_length=200)
    answered_on = models.DateField()
    text = models.TextField()
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "answered_on", "pk"]

    def __str__(self) -> str:
        return f"{self.who}, {self.answered_on}"
