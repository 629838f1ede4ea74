"""Cover for officers who are away, and handovers of schools from one officer to another."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from sil.accounts.models import User

from .people import AssignmentRole
from .register import School


class Cover(models.Model):
    """An officer who is away in a role, and who has what they have meanwhile; both days included.

    One at a time for each officer and role. It reaches the schools of the officer on each day, and is
    not passed on: who covers for somebody does not cover for those whom that person covers.
    """

    away = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covered")
    covering = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    role = models.CharField(max_length=40, choices=AssignmentRole)
    starts_on = models.DateField()
    # When it ends early, the last day on which it held.
    ends_on = models.DateField()
    # One that never held stays on record.
    called_off_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    arranged_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["covering", "role"], name="cover_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cover_dates_in_order"),
            models.CheckConstraint(condition=~Q(away=F("covering")), name="cover_by_another"),
            ExclusionConstraint(
                name="one_cover_at_a_time",
                expressions=[
                    ("away", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(called_off_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.covering} for {self.away}, {self.starts_on} to {self.ends_on}"

    def is_open(self, on: date) -> bool:
        """Whether it holds on a day or is still to come, so that it can be changed."""
        return self.called_off_at is None and self.ends_on >= on


class Handover(models.Model):
    """Schools that went from one School Improvement Partner to another, in one act, with a note.

    `moved` is what there was on the day of the act, in words: [{"title", "says", "items": [{"school",
    "words"}]}].
    """

    giving = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handed_over")
    taking = models.ForeignKey(User, on_delete=models.PROTECT, related_name="taken_over")
    schools = models.ManyToManyField(School, related_name="handovers")
    starts_on = models.DateField()
    note = models.TextField()
    moved = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    # Of the two, those who said that they have read it.
    read_by = models.ManyToManyField(User, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.giving} to {self.taking}, {self.starts_on}"

    def get_absolute_url(self) -> str:
        return reverse("handover", kwargs={"pk": self.pk})
