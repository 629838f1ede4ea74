"""Early signs that were dismissed with a reason."""

from django.db import models

from sil.accounts.models import User

from .register import School

REASON = 2000


class SignDecision(models.Model):
    """That somebody dismissed an early sign of a school, or showed it again, and why. `facts` are the words that they
    read: where the facts change, the sign is there again. The last decision on the same words holds. Append-only by
    trigger."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sign_decisions")
    # The id of the rule in the framework file.
    rule = models.CharField(max_length=40)
    facts = models.TextField()
    is_dismissal = models.BooleanField()
    reason = models.TextField(max_length=REASON)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["school_id", "pk"]
        indexes = [models.Index(fields=["school", "rule"], name="sign_decision_of_school")]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.rule}: {self.facts}"
