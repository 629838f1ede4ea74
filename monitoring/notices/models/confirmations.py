"""What was asked before an act about a letter, and who confirmed it."""

from django.db import models

from sil.accounts.models import User

from .letters import CaseLetter

# The code of the question about another notice, and what is said of it where the other case is not.
NOTICE_IN_FORCE, OTHER_NOTICE = "notice_in_force", "Another notice to this governing body was in force."


class Confirmation(models.Model):
    """That somebody was asked about something unusual and went on, with the reason where one was asked for.
    Append-only."""

    class Act(models.TextChoices):
        PRESENT = "present", "when it was presented"
        SIGN = "sign", "when it was signed"
        ASSESS = "assess", "when its action plan was accepted"
        JUDGE = "judge", "when it was judged"

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="confirmations")
    act = models.CharField(max_length=10, choices=Act)
    # The stable code of the question, and its sentence as it was read.
    code = models.CharField(max_length=40)
    sentence = models.TextField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_as = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "pk"]

    @property
    def of_this_case(self) -> str:
        """The sentence without what it says of another case, which may be restricted by now (ADR 40)."""
        return OTHER_NOTICE if self.code == NOTICE_IN_FORCE else self.sentence

    def __str__(self) -> str:
        return f"{self.code} of {self.letter_id}"
