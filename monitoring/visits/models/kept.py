"""What was counted of the days of support and of reports, for lists of everybody.

`days.ledger` and `report.figures` count; nobody writes here but `days.kept` and `report.kept`. The database marks a
count as stale when a record that it rests on changes, and who reads it next counts it again (docs/adr/0075).
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from schools.models import School
from sil.accounts.models import User
from sil.framework.years import label


class DaysCount(models.Model):
    """What the ledger of a school and academic year says. There is none of a school without any record in the year."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="days_counts")
    academic_year = models.PositiveSmallIntegerField()
    is_stale = models.BooleanField(default=True)
    # The name of the band at the end of the year; blank where none is settled.
    band = models.CharField(max_length=100, blank=True)
    # In days; `over` are those used and planned beyond those allowed.
    allowed = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    used = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    planned = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    over = models.DecimalField(max_digits=6, decimal_places=1, default=0)
    # Of the days used and planned, those that count only as long as no band is settled.
    unbanded_used = models.DecimalField(max_digits=6, decimal_places=1, default=0, db_default=0)
    unbanded_planned = models.DecimalField(max_digits=6, decimal_places=1, default=0, db_default=0)
    # From when visits are owed: the first day of the first term that lacks one.
    owed_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "academic_year"], name="one_days_count")]
        indexes = [
            models.Index(fields=["academic_year"], condition=Q(is_stale=True), name="days_count_stale"),
            models.Index(fields=["academic_year", "school"], condition=Q(over__gt=0), name="days_count_over"),
            models.Index(fields=["academic_year", "owed_from", "school"], name="days_count_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.academic_year}"


class VisitOwed(models.Model):
    """Contacts that a school's band owes in a term and that are neither held nor planned."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    # The line of the band, and its place among the lines.
    line = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    band = models.CharField(max_length=100)
    term = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    contacts = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "academic_year", "line", "starts_on"], name="visit_owed_once")
        ]
        indexes = [models.Index(fields=["academic_year", "ends_on", "school", "place", "id"], name="visit_owed_by")]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.line}, {self.term}"


class VisitDue(models.Model):
    """Contacts that a school's band asks for in a term, whether they were held, are planned or are owed: `kept_on` is
    the day of the visit with which all of them were."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=40)
    text = models.TextField()
    term = models.CharField(max_length=40)
    due_on = models.DateField()
    contacts = models.PositiveSmallIntegerField()
    kept_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "academic_year", "line", "term"], name="visit_due_once")
        ]
        indexes = [models.Index(fields=["academic_year", "due_on"], name="visit_due_in_year")]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.line}, {self.term}"


class ReportsCount(models.Model):
    """That the reports of who led visits in an academic year were counted into rows of `ReportFigures`, and until when
    that holds: a report that is not issued becomes late with a day that passes."""

    lead = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    is_stale = models.BooleanField(default=True)
    # The last day on which it holds, where there is one.
    holds_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "academic_year"], name="one_reports_count")]
        indexes = [
            models.Index(fields=["academic_year"], condition=Q(is_stale=True), name="reports_count_stale"),
            models.Index(fields=["academic_year", "holds_until"], name="reports_count_until"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}, {self.academic_year}"


class ReportFigures(models.Model):
    """The figures of one partner in one term, as `report.figures` counts them."""

    lead = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=60)
    # The first last day of a visit that is counted.
    since = models.DateField()
    written = models.PositiveIntegerField()
    checked = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    issued = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    # From the last day of the visit to the first issue, of all that were issued together.
    days = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["academic_year", "lead", "term"], name="report_figures_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}, {self.term}"

    @property
    def year_name(self) -> str:
        return label(self.academic_year)

    @property
    def mean_days(self) -> Decimal | None:
        return round(Decimal(self.days) / self.issued, 1) if self.issued else None
