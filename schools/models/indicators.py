"""Published figures of schools, of England and of authorities.

A figure that was not published has no value and says why in `missing`: it is never zero.
"""

from django.db import models

from .register import RegisterRun, School


class Figure(models.Model):
    """One published figure of a year, a measure and a group of pupils."""

    # The key by which a file finds it again, such as "900101-2023-ks2_rwm_expected-all".
    key = models.CharField(max_length=120, unique=True)
    # The year in which the academic year begins.
    academic_year = models.PositiveSmallIntegerField()
    # A slug of schools.indicators.measures.
    measure = models.CharField(max_length=40)
    pupil_group = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    # Why there is no value, as published: a slug of schools.indicators.measures.MISSING.
    missing = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=200)
    run = models.ForeignKey(RegisterRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


class Indicator(Figure):
    """A figure of a school. A school that converts has a new URN: what it was before stays with the old one."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="indicators")

    class Meta:
        ordering = ["-academic_year", "measure", "pupil_group"]
        indexes = [models.Index(fields=["school", "-academic_year"], name="indicator_of_school")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) ^ models.Q(missing=""), name="indicator_value_or_reason"
            )
        ]


class Comparator(Figure):
    """The same figure of England or of an authority, where published by phase of its own for each."""

    class Place(models.TextChoices):
        ENGLAND_STATE = "england_state", "England, state-funded"
        ENGLAND_ALL = "england_all", "England"
        AUTHORITY = "authority", "The authority"

    place = models.CharField(max_length=15, choices=Place)
    # Of an authority.
    la_code = models.CharField(max_length=3, blank=True)
    # "primary", "secondary" or "special"; blank for all together.
    phase = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["-academic_year", "measure", "pupil_group", "place"]
        indexes = [models.Index(fields=["academic_year", "measure", "pupil_group"], name="comparator_of_year")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) ^ models.Q(missing=""), name="comparator_value_or_reason"
            )
        ]
