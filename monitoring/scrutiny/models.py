"""Reports for scrutiny and reports of a term for councillors: who asked or wrote, and the file as it was made."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from monitoring.notices.models import Case
from monitoring.visits.models import Term
from schools.models import School
from sil.accounts.models import User
from sil.clock import in_words
from sil.letters.made import Made, MadeFile


class ScrutinyReport(Made):
    """What is on record of a school, or of the authority (no school), between two days. Made by a worker."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="scrutiny_reports")
    starts_on = models.DateField()
    ends_on = models.DateField()
    # What it is for, in the words of who asked.
    why = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
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
    def state_words(self) -> str:
        if self.failed:
            return "Could not be made"
        return "Ready" if self.is_made else "Being made"


class ScrutinyFile(MadeFile):
    report = models.OneToOneField(ScrutinyReport, on_delete=models.PROTECT, related_name="file")


class TermReport(Made):
    """The report of a term for councillors, one version of it. Approved, it does not change: a trigger refuses it. A
    mistake is corrected in the next version, with the reason."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Being written"
        SENT = "sent", "Waiting for approval"
        APPROVED = "approved", "Approved"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="reports")
    # Of the term: 1, and one more for each correction, which has a reason.
    version = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    introduction = models.TextField(blank=True)
    went_well = models.TextField(blank=True)
    worries = models.TextField(blank=True)
    # Tables of figures as they were counted on a day, for the last time when it was sent for approval.
    figures = models.JSONField(default=list)
    figures_on = models.DateField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    # Everybody who wrote some of it: approved by somebody else.
    writers = models.ManyToManyField(User, related_name="+")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    # Why it was last sent back to who wrote it.
    comment = models.TextField(blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-term__starts_on", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["term", "version"], name="term_report_version_once"),
            models.CheckConstraint(
                condition=Q(status="approved", approved_on__isnull=False, approved_by__isnull=False)
                | Q(~Q(status="approved"), approved_on__isnull=True, approved_by__isnull=True),
                name="term_report_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Term report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("term_report", kwargs={"pk": self.pk})

    @property
    def name(self) -> str:
        """Autumn term 2026, version 2"""
        return f"{self.term}, version {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED


class TermReportFile(MadeFile):
    report = models.OneToOneField(TermReport, on_delete=models.PROTECT, related_name="file")
