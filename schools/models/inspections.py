"""Inspections in the terms of their day, and what Ofsted asked the school to improve.

Judgements of one framework are never turned into those of another: there is no official way to
do it. `judgements` keeps the words and codes as Ofsted published them.
"""

from collections import Counter
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from sil.accounts.models import User

from .register import RegisterRun, School

OVERALL = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate"}
# Before September 2012 grade 3 was called satisfactory.
OVERALL_UNTIL_2012 = OVERALL | {"3": "Satisfactory"}
# Codes by which the files say that there is no judgement.
NO_JUDGEMENT = {"", "0", "8", "9", "NULL", "Not applicable"}
# Of an area of a report card, best to worst; there is no grade of the school as a whole.
REPORT_CARD_SCALE = ("Exceptional", "Strong standard", "Expected standard", "Needs attention", "Urgent improvement")
NEVER = date.max
CATEGORIES = {
    "SM": "Special measures",
    "SWK": "Serious weaknesses",
    "RSI": "Requires significant improvement",
    "NTI": "Notice to improve",
}


class NotWithdrawnManager(models.Manager["Inspection"]):
    def get_queryset(self) -> QuerySet["Inspection"]:
        return super().get_queryset().filter(withdrawn_on__isnull=True)


class Inspection(models.Model):
    """One inspection event. The event number is Ofsted's own, without the letters before it; none
    where a person recorded the inspection before Ofsted's file did.

    `objects` are those that stand; `everything` holds those withdrawn as recorded by mistake too.
    """

    class Kind(models.TextChoices):
        GRADED = "graded", "Graded (section 5)"
        REPORT_CARD = "report_card", "Report card (section 5)"
        UNGRADED = "ungraded", "Ungraded or monitoring (section 8)"

    # Those that judge a school as a whole: where they name no category, an earlier one has ended.
    FULL: ClassVar = (Kind.GRADED, Kind.REPORT_CARD)

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="inspections")
    event_number = models.CharField(max_length=20, unique=True, null=True, blank=True)
    # The school's URN on the day, where it was another than today's.
    urn_at_time = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    type_name = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    # "1" to "4", "Not judged", or blank where the event gives no overall grade.
    overall = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=5, blank=True)
    # An ungraded inspection that took the school out of its category; a full one does so by naming none.
    lifts_category = models.BooleanField(default=False)
    # Of a category: the day from which a later inspection tells it instead, NEVER while there is none. The database
    # keeps it (migration 0013), for this row and those beside it.
    followed_from = models.DateField(default=NEVER, db_default=NEVER, editable=False)
    outcome = models.CharField(max_length=120, blank=True)
    # {"Quality of education": "2", ...} as published
    judgements = models.JSONField(default=dict)
    source = models.CharField(max_length=200)
    run = models.ForeignKey(RegisterRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Columns that a person corrected: files leave them alone from then on.
    corrected = models.JSONField(default=list, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = NotWithdrawnManager()
    everything: ClassVar[models.Manager["Inspection"]] = models.Manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        base_manager_name = "everything"
        indexes = [
            models.Index(fields=["school", "-starts_on"], name="inspection_of_school"),
            # For the categories that hold, of all that were ever found, without their rows.
            models.Index(
                fields=["followed_from"],
                include=["school", "starts_on", "id"],
                condition=~Q(category="") & Q(withdrawn_on__isnull=True),
                name="inspection_category_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}, {self.starts_on}: {self.headline}"

    def get_absolute_url(self) -> str:
        return reverse("inspection", kwargs={"pk": self.pk})

    @property
    def ends_category(self) -> bool:
        """Whether an earlier category of concern is past: a full inspection finds a category or ends one, any other
        says so only where it names or lifts one."""
        return not self.category and (self.kind in self.FULL or self.lifts_category)

    @property
    def headline(self) -> str:
        """The main finding in the terms of its day."""
        overall = _names_on(self.starts_on).get(self.overall, self.overall)
        found = [overall, CATEGORIES.get(self.category, self.category), self.outcome, *self._counted()]
        return ", ".join(text for text in found if text) or "No overall judgement"

    def _counted(self) -> list[str]:
        """How many areas of a report card have each grade, and that safeguarding standards are not met."""
        if self.kind != self.Kind.REPORT_CARD:
            return []
        counts = Counter(self.judgements.values())
        unmet = ["safeguarding standards not met"] if counts["Not met"] else []
        return unmet + [f"{grade} ({counts[grade]})" for grade in REPORT_CARD_SCALE if counts[grade]]


class Finding(models.Model):
    """What a letter of Ofsted answers to one question, yes or no, with the sentence that says so."""

    class Question(models.TextChoices):
        EFFECTIVE_ACTION = "effective_action", "Effective action"
        PLAN_FIT = "plan_fit_for_purpose", "Plan fit for purpose"
        AUTHORITY_FIT = "authority_statement_fit", "Authority's statement of action fit for purpose"
        MAY_APPOINT = "may_appoint_new_teachers", "May appoint early career teachers"
        SAFEGUARDING = "safeguarding_effective", "Safeguarding effective"

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="findings")
    question = models.CharField(max_length=30, choices=Question)
    value = models.BooleanField()
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["inspection", "question"], name="one_answer_to_a_question")]

    def __str__(self) -> str:
        return f"{self.get_question_display()}: {'yes' if self.value else 'no'}"


class AreaForImprovement(models.Model):
    """One thing Ofsted asked a school to improve; `parent` is the point that it is a part of.

    What became of it is said by people, and each change is an audit event with old and new.
    """

    class Kind(models.TextChoices):
        AREA = "area_for_improvement", "Area for improvement"
        ACTION = "further_action", "Further action"
        ADDITIONAL = "additional_area", "Additional area for improvement"
        REVIEW = "external_review", "External review"

    class Progress(models.TextChoices):
        OPEN = "", "Not looked at yet"
        UNDER_WAY = "under_way", "Work is under way"
        IMPROVED = "improved", "Improved"
        NOT_IMPROVED = "not_improved", "Not improved enough"
        ASKED_AGAIN = "asked_again", "Asked again by a later inspection"

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="areas")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=30, choices=Kind, default=Kind.AREA)
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    progress = models.CharField(max_length=20, choices=Progress, blank=True, default=Progress.OPEN)
    progress_on = models.DateField(null=True, blank=True)
    progress_note = models.TextField(blank=True)
    progress_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["inspection", "place"]
        constraints = [models.UniqueConstraint(fields=["inspection", "place"], name="area_place_once")]

    def __str__(self) -> str:
        return self.text


def grade_in_words(value: str, on: date) -> str:
    """A published value in the words of its day; blank where it is no judgement."""
    value = str(value).strip()
    return "" if value in NO_JUDGEMENT else _names_on(on).get(value, value)


def _names_on(day: date) -> dict[str, str]:
    return OVERALL_UNTIL_2012 if (day.year, day.month) < (2012, 9) else OVERALL
