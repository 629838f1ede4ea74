"""Surveys of headteachers and chairs of governors about the authority's support and challenge.

What is answered in confidence is never stored with who answered it: an invitation says that there was an answer, and
`ConfidentialMark` and `Comment` hold what it was, with random keys and no times. The marks of one answer are not
stored together either: there is one for each question and each way in which results are grouped.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.accounts.roles import LEADS

from .questions import QUESTIONS, SCALE

_QUESTIONS = [(each.slug, each.short) for each in QUESTIONS]


class Cycle(models.Model):
    """One survey. Who is asked, and whether answers are given in confidence, never changes once it is open."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Not opened yet"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    name = models.CharField(max_length=80)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    opens_on = models.DateField()
    # The last day on which answers are taken.
    closes_on = models.DateField()
    asks_heads = models.BooleanField(default=True)
    asks_chairs = models.BooleanField(default=True)
    # The phases of the schools that are asked; all where there are none.
    phases = models.JSONField(default=list, blank=True)
    in_confidence = models.BooleanField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    # The last day of which those who had not answered were reminded.
    reminded_of = models.DateField(null=True, blank=True)
    # What those who were asked read of it, and since when.
    summary = models.TextField(blank=True)
    shared_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(asks_heads=True) | Q(asks_chairs=True), name="survey_asks_somebody"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("survey", kwargs={"pk": self.pk})

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def posts(self) -> tuple["Invitation.Role", ...]:
        asked = ((self.asks_heads, Invitation.Role.HEAD), (self.asks_chairs, Invitation.Role.CHAIR))
        return tuple(role for is_asked, role in asked if is_asked)


class Invitation(models.Model):
    """One answer that is asked for: of a school's headteacher or of its chair, whoever holds the post."""

    class Role(models.TextChoices):
        HEAD = "head", "Headteachers"
        CHAIR = "chair", "Chairs of governors"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="invitations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=5, choices=Role)
    # As they were on the day.
    phase = models.CharField(max_length=40)
    is_good = models.BooleanField()
    is_answered = models.BooleanField(default=False)

    class Meta:
        ordering = ["school__name", "role", "pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "school", "role"], name="survey_asked_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.school_id}, survey {self.cycle_id}"

    def get_absolute_url(self) -> str:
        return reverse("survey_answer", kwargs={"pk": self.pk})

    @property
    def post(self) -> str:
        """The post that is asked, in words."""
        return "Headteacher" if self.role == self.Role.HEAD else "Chair of governors"

    @property
    def holders(self) -> tuple[str, ...]:
        """The posts whose holders may answer."""
        return POSTS[self.role]


POSTS: dict[str, tuple[str, ...]] = {Invitation.Role.HEAD: LEADS, Invitation.Role.CHAIR: ("chair",)}


class Answer(models.Model):
    """What was answered by name to one question. It can be changed until the survey closes; the history keeps both."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=20, choices=_QUESTIONS)
    score = models.PositiveSmallIntegerField(choices=SCALE)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["invitation", "question"], name="survey_answer_to_a_question")]

    def __str__(self) -> str:
        return f"{self.question}: {self.score}"


class ConfidentialMark(models.Model):
    """What somebody answered in confidence to one question, as one of a group of people: nothing says who."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="marks")
    dimension = models.CharField(max_length=10)
    group = models.CharField(max_length=40)
    question = models.CharField(max_length=20, choices=_QUESTIONS)
    score = models.PositiveSmallIntegerField(choices=SCALE)

    class Meta:
        indexes = [models.Index(fields=["cycle", "dimension", "group"], name="survey_mark_of_a_group")]

    def __str__(self) -> str:
        return f"{self.question}: {self.score}"


class Theme(models.Model):
    """What comments of a survey are about: a strength, or something to improve with what will be done."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "Strength"
        AREA = "area", "Area for improvement"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    plan = models.TextField(blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_when = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name", "pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "name"], name="survey_theme_once")]

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What somebody wrote to one question. `invitation` is empty where answers are given in confidence."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="comments")
    question = models.CharField(max_length=20, choices=_QUESTIONS)
    text = models.TextField()
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    themes = models.ManyToManyField(Theme, related_name="comments", blank=True)

    class Meta:
        # By a random key: no order in which they came.
        ordering = ["pk"]
        indexes = [models.Index(fields=["cycle", "question"], name="survey_comments")]

    def __str__(self) -> str:
        return f"Comment on {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("survey_comment", kwargs={"pk": self.pk})
