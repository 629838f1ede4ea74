"""Evidence bundles of cases: who asked for one, and how far it is made."""

from datetime import datetime

from django.db import models
from django.urls import reverse

from sil.accounts.models import User
from sil.uploads.downloads import file_name

from .cases import Case


class Bundle(models.Model):
    """Everything on a case as of a moment: one PDF, and a ZIP with every document and their fingerprints.

    Made by a worker; what it holds does not change, a later bundle stands beside it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bundles")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # Documents that are joined, of how many.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(default=0)
    # A worker has it in hand until then; one that died is replaced afterwards.
    taken_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)
    # What it holds, so that it is fetched by those alone who may read all of that (ADR 40): its case with those that
    # the case continues, and whether the school's record is in the chronology.
    cases = models.ManyToManyField(Case, related_name="+", blank=True)
    has_school_record = models.BooleanField(default=False)
    # Made with one reader's eyes, as all were before 0007: it is kept and nobody fetches it.
    sealed = models.BooleanField(default=False)
    # What its PDF does not show of which document: {"document", "note", "name"}, the name being that in the ZIP.
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Bundle of {self.case_id}, {self.asked_at:%d %B %Y}"

    @property
    def state_words(self) -> str:
        if self.failed:
            return "Could not be made"
        if self.made_at is None:
            return "Being made"
        return f"{self.total} document{'' if self.total == 1 else 's'}, {self.pages} pages"

    def get_absolute_url(self) -> str:
        return reverse("bundle", kwargs={"pk": self.pk})

    @property
    def is_over(self) -> bool:
        return self.failed or self.made_at is not None

    def name(self, ending: str) -> str:
        """What a file of it is called: Example School, evidence bundle C2026-0001, 2026-11-26.pdf"""
        at: datetime = self.asked_at
        about = f"evidence bundle {self.case.reference}"
        return file_name(self.case.school.name, about, day=at.date(), ending=ending)


class BundleFile(models.Model):
    """A file of a bundle: its PDF or its ZIP."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="files")
    ending = models.CharField(max_length=3, choices=[("pdf", "PDF"), ("zip", "ZIP")])
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["bundle", "ending"]
        constraints = [models.UniqueConstraint(fields=["bundle", "ending"], name="bundle_file_once")]

    def __str__(self) -> str:
        return f"{self.ending} of {self.bundle_id}"


class BundlePart(models.Model):
    """Some bytes of a file, so that no value is as large as the file."""

    file = models.ForeignKey(BundleFile, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["file", "place"]
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="bundle_part_once")]

    def __str__(self) -> str:
        return f"{self.file_id}: part {self.place}"
