"""Drafts of proposals for many schools, from a file or from the year before."""

from typing import Any

from django.db import models

from sil.accounts.models import User

from .allocations import Round


class BulkDraft(models.Model):
    """What will be written into the drafts of many schools, and afterwards what was. Only its maker reads it."""

    class Source(models.TextChoices):
        FILE = "file", "From a file"
        LAST_YEAR = "last_year", "From last year"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="bulk_drafts")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    # The name of the file, or of the partner whose schools they are.
    name = models.CharField(max_length=150)
    # [{"allocation": 1, "line": 3, "version": 0, "left": 0, "band": "B", "reasons": "", "marks": {criterion: {...}}}]:
    # only what changes; `left` is how many cells were left out, since the partner has written there.
    entries: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField()
    # [[line, sentence]]: while there is one, nothing can be saved.
    problems: "models.JSONField[list[tuple[int, str]], list[tuple[int, str]]]" = models.JSONField()
    # Headings of columns that were not read.
    unknown: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    saved_on = models.DateField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.name}"
