"""Requests of schools for more time to answer."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sil.accounts.models import User

from .allocations import REASON, Allocation


class TimeRequest(models.Model):
    """A school's request for more time to answer what was due on `due_on`, until `wanted_on`. It is answered once, or
    withdrawn; one that nobody answered has lapsed once the school asks about another day due."""

    class Outcome(models.TextChoices):
        OPEN = "", "Waiting for an answer"
        GIVEN = "given", "More time given"
        DECLINED = "declined", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "No longer needed"

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="time_requests")
    due_on = models.DateField()
    wanted_on = models.DateField()
    reason = models.TextField(max_length=REASON)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    # The later day, where it was given; who answered or withdrew it, when, and why.
    given_until = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=REASON, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["allocation"], condition=Q(outcome=""), name="one_open_time_request"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_on__isnull=True, given_until__isnull=True)
                | Q(outcome="given", ended_on__isnull=False, given_until__gt=models.F("due_on")) & ~Q(answer="")
                | Q(outcome="declined", ended_on__isnull=False, given_until__isnull=True) & ~Q(answer="")
                | Q(outcome__in=["withdrawn", "lapsed"], ended_on__isnull=False, given_until__isnull=True),
                name="time_request_ended_as_it_says",
            ),
        ]

    def __str__(self) -> str:
        return f"More time for {self.allocation_id}, until {self.wanted_on}"

    def get_absolute_url(self) -> str:
        return reverse("more_time", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN
