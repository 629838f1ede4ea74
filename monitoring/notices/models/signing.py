"""Delegations: who signs in whose place, from when to when."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from sil.accounts.models import User, ends_or_never_held
from sil.accounts.roles import AUTHORITY_ROLES


class Delegation(models.Model):
    """While a director is away somebody else signs in that role, from a day to a day (both included)."""

    director = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=[(r.slug, r.name) for r in AUTHORITY_ROLES])
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.TextField()
    # What allows it, such as a part of the authority's scheme of delegation.
    authority = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ends_or_never_held(), name="delegation_dates_or_never_held"),
            models.CheckConstraint(condition=~Q(director=F("delegate")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} for {self.director}, {self.starts_on} to {self.ends_on}"

    def state_on(self, on: date) -> str:
        """What it is on a day, in words. One that was taken back before it held ends before it starts."""
        if self.ends_on < self.starts_on:
            return "Taken back, never held"
        if self.ends_on < on:
            return "Ended"
        return "Not started" if self.starts_on > on else "In force"
