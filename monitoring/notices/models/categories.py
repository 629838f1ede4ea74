"""A maintained school in a category of concern, by which it is eligible for intervention without a notice.

Source: Education and Inspections Act 2006, sections 61 (requires significant improvement) and 62 (special measures).
"""

from django.db import models
from django.db.models import Q

from schools.models import Inspection
from schools.models.inspections import CATEGORIES
from sil.accounts.models import User

from ..states import CaseState
from .cases import Case

SPECIAL_MEASURES = "SM"


class SchoolCategory(models.Model):
    """The inspection that a case rests on, as it was when it was recorded. Append-only: what was recorded by mistake is
    taken back by an act on the case, and the latest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="categories")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    # One of `schools.models.inspections.CATEGORIES`, and the first day of the inspection.
    category = models.CharField(max_length=5)
    inspected_on = models.DateField()
    # The state of the case, which it goes back to where this was a mistake.
    before = models.CharField(max_length=20, choices=CaseState)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "-pk"]
        verbose_name_plural = "school categories"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.category}, {self.inspected_on}"

    @property
    def name(self) -> str:
        """What Ofsted calls the category."""
        return CATEGORIES.get(self.category, self.category)

    @property
    def section(self) -> str:
        """The section of the Act by which the school is eligible. An earlier name of a category that is not special
        measures, such as "serious weaknesses", is that of a school requiring significant improvement."""
        return "62" if self.category == SPECIAL_MEASURES else "61"


class AcademyOrder(models.Model):
    """Whether the Secretary of State has made an academy order for a school in a category. Append-only: the latest
    counts. Since 29 June 2026 she has no duty to make one, so it is never taken as given."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="academy_orders")
    made = models.BooleanField()
    made_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made=True, made_on__isnull=False) | Q(made=False, made_on__isnull=True, reference=""),
                name="academy_order_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.made_on or 'no academy order'}"
