"""Links between a school and its successor, as the national register has them."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

# How far apart the register's own dates of one change may lie.
APART = timedelta(days=400)


class SchoolLink(models.Model):
    """One school that took the place of another. Either may be a school that is not held here.

    The register says each change twice, in a row of the school that ended and in one of the school
    that followed, and the two often differ in the day, or only one is there.
    """

    class Kind(models.TextChoices):
        SUCCESSION = "succession", "became"
        MERGER = "merger", "merged into"
        AMALGAMATION = "amalgamation", "was amalgamated into"
        SPLIT = "split", "was split into"

    # "104693-148226"
    key = models.CharField(max_length=15, primary_key=True)
    predecessor_urn = models.PositiveIntegerField()
    successor_urn = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=Kind)
    predecessor_name = models.CharField(max_length=200, blank=True)
    successor_name = models.CharField(max_length=200, blank=True)
    # The day as published in the row of each.
    dated_by_predecessor = models.DateField(null=True, blank=True)
    dated_by_successor = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key"]
        indexes = [
            models.Index(fields=["predecessor_urn"], name="link_of_predecessor"),
            models.Index(fields=["successor_urn"], name="link_of_successor"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(predecessor_urn=F("successor_urn")), name="no_school_follows_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_urn} {self.get_kind_display()} {self.successor_urn}"

    @property
    def published(self) -> date | None:
        return self.dated_by_successor or self.dated_by_predecessor

    def happened(self, opened: date | None) -> date | None:
        """The day of the change: when the successor opened. Where it had been there long before, as a
        school that others merge into, the published day."""
        if opened and (self.published is None or abs(opened - self.published) <= APART):
            return opened
        return self.published
