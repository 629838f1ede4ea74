"""Legal holds, disposals with the list of what is due, and what became of each record. What was deleted and the
certificates are in `sil.seals`."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.models import User
from sil.framework.privacy.retention import RecordKind

from .states import COLOURS, OVER, DisposalState, Obstacle

_ONE = (
    Q(school__isnull=False, case__isnull=True, person__isnull=True)
    | Q(school__isnull=True, case__isnull=False, person__isnull=True)
    | Q(school__isnull=True, case__isnull=True, person__isnull=False)
)


class Hold(models.Model):
    """That nothing of a school, case or person may be disposed of, with the reason. It is ended, never deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_on = models.DateField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-placed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_ONE, name="hold_on_one_thing"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="hold_ended_with_reason",
            ),
            *(
                models.UniqueConstraint(fields=[name], condition=Q(ended_on__isnull=True), name=f"one_hold_a_{name}")
                for name in ("school", "case", "person")
            ),
        ]

    def __str__(self) -> str:
        return f"Legal hold on {self.subject}"

    @property
    def subject(self) -> School | Case | User:
        found = self.school or self.case or self.person
        assert found is not None, "a constraint asks for one of the three"
        return found


class Disposal(models.Model):
    """One disposal of everything that is due on a day: gathered, approved by a second person, done by the worker."""

    status = models.CharField(max_length=10, choices=DisposalState, default=DisposalState.GATHERING)
    # What was due on this day is listed, by the periods in words as they then were.
    due_on = models.DateField()
    periods = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "done"])
                | Q(decided_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="disposal_approved_by_a_second_person",
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(status__in=["gathering", "proposed", "approved"]),
                name="one_disposal_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("disposal", kwargs={"pk": self.pk})

    @property
    def colour(self) -> str:
        return COLOURS[DisposalState(self.status)]

    @property
    def is_over(self) -> bool:
        return self.status in OVER


class DisposalRecord(models.Model):
    """A record in the list of a disposal. The list is closed once it is proposed: a trigger refuses any change."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.words) for kind in RecordKind])
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=64)
    urn = models.IntegerField("URN", null=True, blank=True)
    day = models.DateField()
    # Belongs to a restricted case: no list names its school.
    is_apart = models.BooleanField(default=False)
    obstacle = models.CharField(max_length=10, choices=Obstacle, blank=True)
    # The table and key of what holds it.
    because = models.CharField(max_length=130, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["disposal", "source", "key"], name="listed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["disposal", "kind", "urn"], name="disposal_list")]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class Outcome(models.Model):
    """What became of a record of an approved disposal: append-only. `rows` were deleted with it, none where it stayed,
    for a reason that arose after the list was made."""

    record = models.OneToOneField(DisposalRecord, on_delete=models.PROTECT, primary_key=True, related_name="outcome")
    obstacle = models.CharField(max_length=10, choices=Obstacle, blank=True)
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.get_obstacle_display()}"
