"""What did Ofsted find, in the terms of its day?

Judgements of one framework are never turned into those of another: there is no official way to
do it. `judgements` keeps the words and codes as Ofsted published them.
"""

from datetime import date

from django.db import models

from .register import RegisterRun, School

OVERALL = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate"}
# Before September 2012 grade 3 was called satisfactory.
OVERALL_UNTIL_2012 = OVERALL | {"3": "Satisfactory"}
# Codes by which the files say that there is no judgement.
NO_JUDGEMENT = {"", "0", "8", "9", "NULL", "Not applicable"}
CATEGORIES = {
    "SM": "Special measures",
    "SWK": "Serious weaknesses",
    "RSI": "Requires significant improvement",
    "NTI": "Notice to improve",
}


class Inspection(models.Model):
    """One inspection event. The event number is Ofsted's own, without the letters before it."""

    class Kind(models.TextChoices):
        GRADED = "graded", "Graded (section 5)"
        UNGRADED = "ungraded", "Ungraded or monitoring (section 8)"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="inspections")
    event_number = models.CharField(max_length=20, unique=True)
    # The school's URN on the day, where it was another than today's.
    urn_at_time = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    type_name = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    # "1" to "4", "Not judged", or blank where the event gives no overall grade.
    overall = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=5, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    # {"Quality of education": "2", ...} as published
    judgements = models.JSONField(default=dict)
    source = models.CharField(max_length=200)
    run = models.ForeignKey(RegisterRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["school", "-starts_on"], name="inspection_of_school")]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.starts_on}: {self.headline}"

    @property
    def headline(self) -> str:
        """The main finding in the terms of its day."""
        overall = _names_on(self.starts_on).get(self.overall, self.overall)
        found = [overall, CATEGORIES.get(self.category, self.category), self.outcome]
        return ", ".join(text for text in found if text) or "No overall judgement"


def grade_in_words(value: str, on: date) -> str:
    """A published value in the words of its day; blank where it is no judgement."""
    value = str(value).strip()
    return "" if value in NO_JUDGEMENT else _names_on(on).get(value, value)


def _names_on(day: date) -> dict[str, str]:
    return OVERALL_UNTIL_2012 if (day.year, day.month) < (2012, 9) else OVERALL
