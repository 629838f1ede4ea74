"""What stands out about a band and was dismissed with a reason."""

from django.db import models

from sil.accounts.models import User

from .allocations import REASON, Allocation


class OutlierDismissal(models.Model):
    """Why a band is right although something speaks against it. `facts` are the words that were dismissed: where the
    band or the facts change, it stands out again. Append-only by trigger."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="dismissals")
    kind = models.CharField(max_length=60)
    facts = models.CharField(max_length=300)
    reason = models.TextField(max_length=REASON)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["allocation_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["allocation", "kind", "facts"], name="one_dismissal_of_facts")]

    def __str__(self) -> str:
        return f"{self.allocation}: {self.facts}"
