"""Extra days of support, and terms."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User


class ExtraDays(models.Model):
    """More days than the band gives, approved by somebody for a reason; taken back, never deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="extra_days")
    # The year the academic year begins in.
    academic_year = models.PositiveSmallIntegerField()
    # The line of the framework that they add to; blank for none of them.
    line = models.CharField(max_length=40, blank=True)
    days = models.DecimalField(max_digits=4, decimal_places=1)
    reason = models.TextField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-academic_year", "-approved_on", "-pk"]
        indexes = [models.Index(fields=["school", "academic_year"], name="extra_days_of_school")]
        constraints = [models.CheckConstraint(condition=Q(days__gt=0), name="extra_days_are_some")]

    def __str__(self) -> str:
        return f"{self.days} days for {self.school_id}, {self.academic_year}"


class ExtraDaysRequest(models.Model):
    """More days that a school's partner asks for; approved with `extra`, or declined with a reason."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="days_requests")
    academic_year = models.PositiveSmallIntegerField()
    # As in ExtraDays.
    line = models.CharField(max_length=40, blank=True)
    days = models.DecimalField(max_digits=4, decimal_places=1)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    extra = models.OneToOneField(ExtraDays, on_delete=models.PROTECT, null=True, blank=True, related_name="request")

    class Meta:
        ordering = ["-asked_on", "-pk"]
        indexes = [models.Index(fields=["asked_on"], condition=Q(answered_on__isnull=True), name="days_request_open")]
        constraints = [
            models.CheckConstraint(condition=Q(days__gt=0), name="days_asked_are_some"),
            models.UniqueConstraint(
                fields=["school", "academic_year"], condition=Q(answered_on__isnull=True), name="one_open_days_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days asked for {self.school_id}, {self.academic_year}"

    def get_absolute_url(self) -> str:
        return reverse("days_request", kwargs={"pk": self.pk})


class SchoolDaysRequest(models.Model):
    """More days of support that a school asks its partner for. The partner asks a Principal Officer for them
    (`request`), or says no with a reason; somebody who approves days approves them (`extra`) or says no. It is answered
    once, or withdrawn."""

    class Outcome(models.TextChoices):
        OPEN = "", "Waiting for an answer"
        PASSED_ON = "passed_on", "Passed on"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="own_days_requests")
    academic_year = models.PositiveSmallIntegerField()
    days = models.DecimalField(max_digits=4, decimal_places=1)
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    # What the partner asked for, or the days that were approved; why not, where the answer was no.
    request = models.OneToOneField(
        ExtraDaysRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="of_school"
    )
    extra = models.OneToOneField(ExtraDays, on_delete=models.PROTECT, null=True, blank=True, related_name="of_school")
    answer = models.TextField(blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["school"], condition=Q(outcome=""), name="one_open_school_days_request"),
            models.CheckConstraint(condition=Q(days__gt=0), name="school_days_asked_are_some"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_on__isnull=True)
                | Q(outcome="passed_on", ended_on__isnull=False, request__isnull=False)
                | Q(outcome="approved", ended_on__isnull=False, extra__isnull=False)
                | Q(outcome="declined", ended_on__isnull=False) & ~Q(answer="")
                | Q(outcome="withdrawn", ended_on__isnull=False),
                name="school_days_request_ended_as_it_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days that {self.school_id} asks for, {self.academic_year}"

    def get_absolute_url(self) -> str:
        return reverse("more_days", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def state(self) -> str:
        """How it stands in words, with what a Principal Officer answered to the partner."""
        if self.request is None:
            return self.get_outcome_display()
        if self.request.answered_on is None:
            return "Passed on, waiting for approval"
        return "Approved" if self.request.extra_id else "Not approved"


class Term(models.Model):
    """A term of an academic year; of one school where it differs from the authority's."""

    academic_year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True, related_name="terms")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_dates_in_order"),
            models.UniqueConstraint(
                fields=["academic_year", "name", "school"], nulls_distinct=False, name="term_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_on.year}"

    @property
    def words(self) -> str:
        """autumn term 2026, within a sentence"""
        return f"{self.name[:1].lower()}{self.name[1:]} {self.starts_on.year}"
