"""People at the trusts of academies, who do not sign in: letters to the leadership of an academy go to them too."""

from django.db import models
from django.db.models import Q

from sil.accounts.models import User, ends_or_never_held


class TrustPost(models.Model):
    """Who holds a post at a trust, from a day to a day (both included). The national register gives a trust's name and
    no people, so an administrator types them, with where they were read."""

    class Role(models.TextChoices):
        ACCOUNTING_OFFICER = "accounting_officer", "Accounting officer"
        CHAIR_OF_TRUSTEES = "chair_of_trustees", "Chair of trustees"

    # As the register has it on the academies of the trust.
    trust_name = models.CharField("trust", max_length=300)
    role = models.CharField("post", max_length=30, choices=Role)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    # Where this was read, and when: "The trust's website, 12 November 2026".
    source = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["trust_name", "role", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=ends_or_never_held(), name="trust_post_dates_or_never_held"),
            models.CheckConstraint(condition=~Q(email="", address=""), name="trust_post_can_be_reached"),
            models.UniqueConstraint(
                fields=["trust_name", "role"], condition=Q(ends_on__isnull=True), name="trust_post_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}, {self.trust_name}"
