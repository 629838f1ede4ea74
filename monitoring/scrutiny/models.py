"""Reports for scrutiny: who asked for one, why, and the file as it was made."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.models import User
from sil.clock import in_words


class ScrutinyReport(models.Model):
    """What is on record of a school, or of the authority (no school), between two days. Made by a worker."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="scrutiny_reports")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # What it is for, in the words of who asked.
    why = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # A worker has it in hand until then; one that died is replaced afterwards.
    taken_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)
    # What it holds, so that it is fetched by those alone who may read all of that: the cases whose lines or figures are
    # in it, and whether concerns about the service are.
    cases = models.ManyToManyField(Case, related_name="+", blank=True)
    has_service = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["-asked_at"], name="scrutiny_report_asked")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=models.F("ends_on")), name="scrutiny_report_days")
        ]

    def __str__(self) -> str:
        return f"Scrutiny report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("scrutiny_report", kwargs={"pk": self.pk})

    @property
    def subject(self) -> str:
        """The name of the school, or "The authority"."""
        return self.school.name if self.school else "The authority"

    @property
    def days_words(self) -> str:
        return f"{in_words(self.starts_on)} to {in_words(self.ends_on)}"

    @property
    def is_made(self) -> bool:
        return hasattr(self, "file")

    @property
    def is_over(self) -> bool:
        return self.failed or self.is_made

    @property
    def state_words(self) -> str:
        if self.failed:
            return "Could not be made"
        return "Ready" if self.is_made else "Being made"


class FileManager(models.Manager["ScrutinyFile"]):
    def get_queryset(self) -> "models.QuerySet[ScrutinyFile]":
        return super().get_queryset().defer("content")


class ScrutinyFile(models.Model):
    """The PDF of a report. Append-only by trigger. `content` stays in the database until it is asked for."""

    report = models.OneToOneField(ScrutinyReport, on_delete=models.PROTECT, related_name="file")
    made_at = models.DateTimeField()
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    content = models.BinaryField()

    objects = FileManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name
