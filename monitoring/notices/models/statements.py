"""What a school sends in after a notice: evidence of what has been done, and representations about the powers."""

from datetime import date

from django.db import models
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.uploads.models import Upload

from ..states import Purpose
from .letters import CaseLetter


class Statement(models.Model):
    """What a school writes about one notice for one purpose, and has not sent yet. What was sent is in its entries."""

    notice = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="statements")
    purpose = models.CharField(max_length=20, choices=Purpose)
    # {"texts": {key of a required action, or "note": text}}
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    replaced = models.JSONField(default=list)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["notice", "purpose"]
        constraints = [models.UniqueConstraint(fields=["notice", "purpose"], name="statement_once")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} about {self.notice_id}"

    def get_absolute_url(self) -> str:
        return reverse("statement", kwargs={"pk": self.notice_id, "purpose": self.purpose})

    @property
    def school(self) -> School:
        return self.notice.case.school

    @property
    def is_evidence(self) -> bool:
        return self.purpose == Purpose.EVIDENCE

    @property
    def closes_on(self) -> date | None:
        """The last day on which the school can send it in."""
        return self.notice.period_ends_on if self.is_evidence else self.notice.represent_by


class StatementEntry(models.Model):
    """What was sent in on a day. Append-only: a later entry adds to it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveSmallIntegerField()
    # As in the draft: key of a required action, or "note" -> text.
    texts = models.JSONField(default=dict)
    # Who sent it, in which post, or the officer who recorded what came another way.
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_as = models.CharField(max_length=100)
    # Blank where the school sent it here: whose it is, as the officer recorded it.
    on_behalf_of = models.CharField(max_length=200, blank=True)
    # The day on which it came.
    sent_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["statement", "number"]
        constraints = [models.UniqueConstraint(fields=["statement", "number"], name="statement_entry_once")]

    def __str__(self) -> str:
        return f"Entry {self.number} of {self.statement_id}"

    @property
    def is_late(self) -> bool:
        closes = self.statement.closes_on
        return closes is not None and self.sent_on > closes


class StatementDocument(models.Model):
    """A document of a statement, with the required action that it belongs to ("note": none). It has no entry until it
    is sent; from then on a trigger keeps it as it is."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="documents")
    entry = models.ForeignKey(StatementEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    key = models.CharField(max_length=20)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["statement", "pk"]

    def __str__(self) -> str:
        return f"{self.upload_id} of {self.statement_id}"


class RepresentationAnswer(models.Model):
    """How the authority took representations into account. Append-only: a correction is another answer, and the latest
    counts."""

    class Outcome(models.TextChoices):
        CHANGES = "changes", "It changes what the authority proposes"
        PARTLY = "partly", "It changes it in part"
        KEEPS = "keeps", "It does not change what the authority proposes"

    entry = models.ForeignKey(StatementEntry, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reasons = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Answer to {self.entry_id}"
