"""Administrators who may read the casework of chosen schools for some days."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from sil.accounts.models import RoleGrant, User, account_open, in_force
from sil.accounts.roles import CASEWORK_READER

from .register import School


class CaseworkAccess(models.Model):
    """What an administrator asks for, and what a Principal Officer or a director answers. Granted, it holds from the
    day of the answer to the last day, both included, or until somebody ends it: then it gives nothing any more."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="casework_access")
    # Those that were asked for; once it is granted, those that were granted.
    schools = models.ManyToManyField(School, related_name="casework_access")
    reason = models.TextField()
    asked_on = models.DateField()
    # The last day that was asked for; once it is granted, the one that was granted.
    ends_on = models.DateField()
    # Blank while it waits.
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    # Why it was declined.
    answer = models.TextField(blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(outcome=""), name="casework_access_waits_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("asked_on")), name="casework_access_ends_later"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True) | ~Q(outcome="") & Q(answered_on__isnull=False),
                name="casework_access_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(outcome="granted", ended_on__isnull=False, ended_by__isnull=False),
                name="casework_access_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"casework access of {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("casework_access", kwargs={"pk": self.pk})

    def waits(self, on: date) -> bool:
        """Whether somebody can still answer it: until the last day that was asked for."""
        return not self.outcome and on <= self.ends_on

    def holds(self, on: date) -> bool:
        """Whether its schools can be read on a day, as long as the person is an administrator (see `holding`)."""
        return self.outcome == self.Outcome.GRANTED and self.ended_on is None and on <= self.ends_on


def holding(on: date) -> Q:
    """A condition on accesses: they give something on a day. One ends with the role of the administrator, too."""
    administers = RoleGrant.objects.filter(in_force(on), user=OuterRef("person"), role="administrator")
    granted = Q(outcome=CaseworkAccess.Outcome.GRANTED, ended_on__isnull=True)
    return granted & Q(Exists(administers), answered_on__lte=on, ends_on__gte=on) & account_open("person")


def reader_roles(user: User | OuterRef, on: date) -> QuerySet[CaseworkAccess, str]:
    """The slug of the role that a person holds while they may read the casework of any school by an access. `user` may
    be an OuterRef."""
    found = CaseworkAccess.objects.filter(holding(on), person=user).order_by()
    return found.annotate(slug=Value(CASEWORK_READER, CharField())).values_list("slug", flat=True)


def granted_schools(user: User, on: date) -> QuerySet[Any]:
    """The rows of schools that a person may read by an access on a day, with their `school`."""
    held = CaseworkAccess.objects.filter(holding(on), person=user).order_by()
    return CaseworkAccess.schools.through.objects.filter(caseworkaccess__in=held.values("pk"))
