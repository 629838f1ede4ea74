"""What a partner has to give: days by contract, and leave."""

from django.db import models
from django.db.models import F, Q

from sil.accounts.models import User


class ContractedDays(models.Model):
    """The days that somebody works as a partner in an academic year, before leave."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    days = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["academic_year", "user"], name="one_contract_a_year"),
            models.CheckConstraint(condition=Q(days__gte=0), name="contracted_days_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days of {self.user}, {self.academic_year}"


class Leave(models.Model):
    """When somebody is away, within one academic year, and how many of their days it takes."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    academic_year = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["academic_year", "user"], name="leave_of_year")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_dates_in_order"),
            models.CheckConstraint(condition=Q(days__gt=0), name="leave_takes_days"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_on} to {self.ends_on}"
