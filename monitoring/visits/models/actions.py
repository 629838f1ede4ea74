"""Agreed actions, and what was said of them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User

from .visits import Visit


class AgreedAction(models.Model):
    """Something that was agreed on a visit, by whom it is to be done and by when.

    What became of it is said in statements; the columns repeat the last that counts of each side (`agreed.actions`).
    One that a corrected report no longer names, though something was said of it, has a place from `OFF_REPORT` on.
    """

    OFF_REPORT = 1_000

    class Progress(models.TextChoices):
        OPEN = "", "Not followed up yet"
        DONE = "done", "Done"
        PARTLY = "partly", "Partly done"
        NOT_DONE = "not_done", "Not done"
        DROPPED = "dropped", "No longer needed"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="agreed_actions")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="agreed_actions")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    progress = models.CharField(max_length=15, choices=Progress, blank=True, default=Progress.OPEN)
    progress_note = models.TextField(blank=True)
    progress_on = models.DateField(null=True, blank=True)
    followed_up_at = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # What the school says, apart from what its partner found.
    school_progress = models.CharField(max_length=15, choices=Progress, blank=True, default="")
    school_note = models.TextField(blank=True)
    school_said_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["visit", "place"]
        indexes = [
            models.Index(fields=["school"], condition=Q(progress__in=["", "partly", "not_done"]), name="action_open"),
            models.Index(
                fields=["due_on", "id"], condition=Q(progress__in=["", "partly", "not_done"]), name="action_open_by_day"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["visit", "place"], name="action_place_once")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("agreed_action", kwargs={"pk": self.pk})

    @property
    def is_off_report(self) -> bool:
        """Whether the report in which it was agreed no longer names it."""
        return self.place is not None and self.place >= self.OFF_REPORT

    @property
    def state_words(self) -> str:
        """What became of it."""
        return "No longer in the report" if self.is_off_report else self.get_progress_display()


class ActionStatement(models.Model):
    """What somebody said of an agreed action: the partner's side, in the report of a `visit` or apart from one, or the
    school (`by_school`). `school` is whose the action was then. Never changed; a later one takes its place."""

    action = models.ForeignKey(AgreedAction, on_delete=models.PROTECT, related_name="statements")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    by_school = models.BooleanField(default=False)
    progress = models.CharField(max_length=15, choices=AgreedAction.Progress, blank=True)
    note = models.TextField(blank=True)
    # The day on which it was found or said.
    day = models.DateField()
    # Why an earlier statement is corrected.
    reason = models.TextField(blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_progress_display()}, {self.day}"
