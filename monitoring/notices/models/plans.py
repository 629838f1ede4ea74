"""Action plans that formal notices ask for, the versions that were sent, and their assessments."""

from django.db import models
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.uploads.models import Upload

from ..states import PLAN_COLOURS, PlanState
from .letters import CaseLetter


class ActionPlan(models.Model):
    """The plan that a formal notice asks for (framework, Intervention: within 15 days)."""

    notice = models.OneToOneField(CaseLetter, on_delete=models.PROTECT, related_name="action_plan")
    status = models.CharField(max_length=15, choices=PlanState, default=PlanState.AWAITED)
    # What is being written in the portal: {"entries": {key of a required action: {"text", "who", "by_when":
    # [day, month, year], "known"}}, "note": text}
    draft = models.JSONField(default=dict)
    # The plan as a document, beside what is written or in its place.
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    replaced = models.JSONField(default=list)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Action plan for {self.notice_id}"

    def get_absolute_url(self) -> str:
        return reverse("action_plan", kwargs={"pk": self.pk})

    @property
    def school(self) -> School:
        return self.notice.case.school

    @property
    def colour(self) -> str:
        return PLAN_COLOURS[self.status]


class PlanVersion(models.Model):
    """A plan as it was sent. Append-only: a later one stands beside it."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # As in `ActionPlan.draft`.
    entries = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # The post at the school, or of the officer who records a plan that came on paper.
    sent_as = models.CharField(max_length=100)
    sent_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.plan_id}"


class PlanWithdrawal(models.Model):
    """That the governing body withdrew a version before it was assessed, and why. Append-only."""

    version = models.OneToOneField(PlanVersion, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.version_id} withdrawn {self.on}"


class Assessment(models.Model):
    """What an officer found of a plan against each required action. Append-only: a correction is another one of the
    same version, and the latest counts."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="assessments")
    accepted = models.BooleanField()
    # key of a required action -> {"enough": true or false, "reason": text}
    findings = models.JSONField(default=dict)
    reasons = models.TextField(blank=True)
    # Why the one before was wrong; blank for the first.
    correction = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Assessment of {self.version_id}"
