"""Bank holidays, and deadlines with the reason for their date."""

from django.db import models
from django.db.models import Q


class BankHoliday(models.Model):
    """A bank holiday in England. An administrator adds one-off days and strikes wrong ones."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.name}, {self.date}"


class Deadlines(models.QuerySet["Deadline"]):
    def running(self) -> "Deadlines":
        """Those that were neither met nor replaced."""
        return self.filter(met_on__isnull=True, replaced=False)


class Deadline(models.Model):
    """One period that runs for one record, as it was counted on the day it began.

    Never counted again when settings or bank holidays change: `basis` says how it came about.
    Ended by being met, or replaced: its trigger happened again, or nothing is owed any longer.
    """

    rule = models.CharField(max_length=40)
    subject_table = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    starts_on = models.DateField()
    count = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=10)
    day_one = models.CharField(max_length=3)
    calendar = models.CharField(max_length=100)
    due_on = models.DateField()
    basis = models.TextField()
    met_on = models.DateField(null=True, blank=True)
    replaced = models.BooleanField(default=False)
    # The last of the reminders (see `reminders.Stage`) that were written.
    reminded = models.CharField(max_length=10, blank=True)

    objects = Deadlines.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], condition=Q(met_on__isnull=True, replaced=False), name="open_due"),
            # What is asked of a record's periods, those that were met included.
            models.Index(fields=["subject_table", "subject_id", "rule"], name="deadline_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_table", "subject_id"],
                condition=Q(met_on__isnull=True, replaced=False),
                name="one_open_deadline",
            ),
        ]

    def __str__(self) -> str:
        return self.basis
