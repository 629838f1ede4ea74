"""What did Ofsted find, in the terms of its day?

Judgements of one framework are never turned into those of another: there is no official way to
do it. `judgements` keeps the words and codes as Ofsted published them.
"""

from django.db import models

from .register import RegisterRun, School

OVERALL = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate"}
# Before September 2012 grade 3 was called satisfactory.
OVERALL_UNTIL_2012 = OVERALL | {"3": "Satisfactory"}
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
        names = OVERALL_UNTIL_2012 if (self.starts_on.year, self.starts_on.month) < (2012, 9) else OVERALL
        found = [names.get(self.overall, self.overall), CATEGORIES.get(self.category, self.category), self.outcome]
        return ", ".join(text for text in found if text) or "No overall judgement"
