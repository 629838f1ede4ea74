"""Concerns of schools about the quality of the service."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User


class ServiceConcern(models.Model):
    """A school's written concern about the service (framework, Quality Assurance), with who looks into it.

    It is between the school and those who answer for the service: the partner it may be about reads it
    only where they are the owner.
    """

    class Status(models.TextChoices):
        RAISED = "raised", "Being looked into"
        ANSWERED = "answered", "Answered"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld: we will do this differently"
        PARTLY = "partly", "Upheld in part"
        NOT_UPHELD = "not_upheld", "Not upheld"
        RESOLVED = "resolved", "Resolved by talking"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="service_concerns")
    text = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.RAISED)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The role they had at the school.
    raised_as = models.CharField(max_length=40)
    raised_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    # By when it is to be answered, while it is open: what its period says (`sil.deadlines.kept`).
    due_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-raised_on", "-pk"]
        indexes = [models.Index(fields=["school", "-raised_on"], name="service_concern_of_school")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="raised", answered_on__isnull=True)
                | Q(status="answered", answered_on__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="service_concern_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Concern of {self.school_id} about the service, {self.raised_on}"

    def get_absolute_url(self) -> str:
        return reverse("service_concern", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.RAISED
