"""Summaries of a school's support in a term, and the runs that make them for every school."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from monitoring.visits.models import Term
from schools.models import School
from sil.accounts.models import User
from sil.letters.models import Letter

# Characters of the text.
LONGEST = 30_000


class Summary(models.Model):
    """The summary of one school's term. `sentences` are as made from the records and never change; `text` is as edited
    by the partner, until it is approved and sent as a letter."""

    class Status(models.TextChoices):
        DRAFT = "draft", "To be read and approved"
        APPROVED = "approved", "Approved"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="summaries")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="summaries")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    # [{"text", "source", "href"}]
    sentences = models.JSONField(default=list)
    # What the records lack: ["The visit planned for 3 October 2026 is not recorded."]
    missing = models.JSONField(default=list)
    made_at = models.DateTimeField()
    text = models.TextField()
    # Counts saves, so that an older window does not overwrite a newer one; `replaced` keeps what gave way.
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    replaced = models.JSONField(default=list)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-term__starts_on", "school__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "term"], name="one_summary_a_term"),
            models.CheckConstraint(
                condition=Q(status="draft", approved_on__isnull=True, letter__isnull=True)
                | Q(status="approved", approved_on__isnull=False, letter__isnull=False),
                name="summary_approved_with_its_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"Summary of {self.term_id} for {self.school_id}"

    def get_absolute_url(self) -> str:
        return reverse("summary", kwargs={"pk": self.pk})

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class SummaryRun(models.Model):
    """One run that makes the summaries of every school of a term. Its items tell its progress."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="runs")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"Summaries of {self.term_id}"

    def get_absolute_url(self) -> str:
        return reverse("summary_run", kwargs={"pk": self.pk})


class SummaryItem(models.Model):
    """One school of a run; done in the transaction that makes its summary, so never twice."""

    run = models.ForeignKey(SummaryRun, on_delete=models.CASCADE, related_name="items")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    # Whether a summary was made; False where there was one, or nothing to sum up.
    made = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        # In the order in which they are made, so that the next one is found without a look at all that wait.
        indexes = [models.Index(fields=["run", "id"], condition=Q(done_at__isnull=True), name="summary_item_next")]
        constraints = [models.UniqueConstraint(fields=["run", "school"], name="summary_item_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.school_id}"
