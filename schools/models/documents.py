"""Documents that a school keeps for itself and for those who work with it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sil.accounts.models import User
from sil.clock import in_words
from sil.uploads.models import Upload

from .register import School

TITLE, NOTE, WHY = 150, 300, 2000


class SchoolDocument(models.Model):
    """A document of a school, with its versions. Those who lead and govern the school always read it; its partner and
    officers do where it is shared and has not been taken off."""

    class Kind(models.TextChoices):
        SELF_EVALUATION = "self_evaluation", "Self-evaluation"
        IMPROVEMENT_PLAN = "improvement_plan", "Improvement plan"
        POLICY = "policy", "Policy"
        RESULTS = "results", "Results"
        OTHER = "other", "Other document"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=TITLE)
    kind = models.CharField(max_length=20, choices=Kind)
    is_shared = models.BooleanField(default=True)
    taken_off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_on = models.DateField(null=True, blank=True)
    taken_off_reason = models.TextField(max_length=WHY, blank=True)

    class Meta:
        ordering = ["school_id", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_off_on__isnull=True, taken_off_by__isnull=True, taken_off_reason="")
                | Q(taken_off_on__isnull=False, taken_off_by__isnull=False) & ~Q(taken_off_reason=""),
                name="document_off_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("school_document", kwargs={"pk": self.pk})

    @property
    def is_off(self) -> bool:
        return self.taken_off_on is not None

    @property
    def is_citable(self) -> bool:
        """Whether everybody who works with the school reads it, and can cite it."""
        return self.is_shared and not self.is_off


class DocumentVersion(models.Model):
    """One file of a document, as it was sent. Append-only by trigger."""

    document = models.ForeignKey(SchoolDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["document_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.document_id}, version {self.number}"

    @property
    def cited_as(self) -> str:
        """How evidence names it, and how it is found by searching."""
        return f"{self.document.title} (version {self.number}, {in_words(self.on)})"
