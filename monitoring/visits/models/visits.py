"""Visits, and the secret addresses of calendars."""

import secrets
import uuid
from datetime import date

from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion, read_version
from sil.framework.schema import Framework
from sil.framework.visits import VisitKind

from ..states import COLOURS, ReportState, VisitState


class Visit(models.Model):
    """One visit to a school, of a kind and in a mode of the framework it was planned under.

    `days` is what it charges: its real length with preparation and report, half days as half.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="visits")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    mode = models.CharField(max_length=40)
    purpose = models.TextField(blank=True)
    status = models.CharField(max_length=15, choices=VisitState, default=VisitState.PLANNED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    # The hour it begins, where one is agreed.
    starts_at = models.TimeField(null=True, blank=True)
    days = models.DecimalField(max_digits=4, decimal_places=1)
    # Ids of priorities of the framework that it served.
    priorities = models.JSONField(default=list, blank=True)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits_led")
    others = models.ManyToManyField(User, related_name="visits_joined", blank=True)
    met = models.TextField("people met", blank=True)
    # Why it was cancelled or missed, and by whom that was.
    reason = models.TextField(blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    held_recorded_at = models.DateTimeField(null=True, blank=True)
    # When its report is due, and when it was first issued: what its period says (`sil.deadlines.kept`).
    due_on = models.DateField(null=True, blank=True, editable=False)
    met_on = models.DateField(null=True, blank=True, editable=False)
    # The day due while it is owed: of ten years' visits some hundred have one, as the database's planner then knows.
    owed_on = models.GeneratedField(
        expression=Case(When(met_on__isnull=True, then=F("due_on"))), output_field=models.DateField(), db_persist=True
    )
    # The state of its report, while it is held; a database trigger keeps it (docs/adr/0086).
    report_status = models.CharField(max_length=20, choices=ReportState, null=True, blank=True, editable=False)
    # RFC 5545: one name for ever, and a number that rises with each change.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["school", "-starts_on"], name="visit_of_school"),
            models.Index(fields=["lead", "-starts_on"], name="visit_of_lead"),
            models.Index(fields=["starts_on"], condition=Q(status="planned"), name="visit_planned"),
            # Those that are past, and those whose lead has left, without reading the others.
            models.Index(fields=["ends_on"], condition=Q(status="planned"), name="visit_planned_over"),
            models.Index(fields=["lead", "school"], condition=Q(status="planned"), name="visit_planned_lead"),
            models.Index(fields=["ends_on"], condition=Q(status="held"), name="visit_held_until"),
            models.Index(
                fields=["school", "ends_on", "id"], condition=Q(status="planned"), name="visit_planned_school"
            ),
            # As the list of all visits sorts: the few of one day are then sorted by their hour.
            models.Index(fields=["starts_on"], name="visit_day"),
            models.Index(fields=["kind", "id"], name="visit_kind"),
            models.Index(fields=["status", "id"], name="visit_status"),
            models.Index(fields=["days", "id"], name="visit_days"),
            models.Index(fields=["report_status", "id"], name="visit_report"),
            models.Index(F("report_status").desc(nulls_last=True), F("id").desc(), name="visit_report_last"),
            models.Index(fields=["due_on"], name="visit_due"),
            models.Index(F("due_on").desc(nulls_last=True), name="visit_due_last"),
            models.Index(fields=["owed_on"], condition=Q(owed_on__isnull=False), name="visit_owes_report"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="visit_dates_in_order"),
            models.CheckConstraint(condition=Q(days__gte=0), name="visit_days_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name}, {self.school_id}, {self.starts_on}"

    def get_absolute_url(self) -> str:
        return reverse("visit", kwargs={"pk": self.pk})

    @property
    def framework(self) -> Framework:
        return read_version(self.framework_version.sha256)

    @property
    def kind_of(self) -> VisitKind | None:
        return self.framework.visits.kind(self.kind) if self.framework.visits else None

    @property
    def kind_name(self) -> str:
        return found.name if (found := self.kind_of) else self.kind

    @property
    def mode_name(self) -> str:
        mode = self.framework.visits.mode(self.mode) if self.framework.visits else None
        return mode.name if mode else self.mode

    @property
    def colour(self) -> str:
        return COLOURS[VisitState(self.status)]

    @property
    def is_planned(self) -> bool:
        return self.status == VisitState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.status == VisitState.HELD

    def is_overdue(self, on: date) -> bool:
        """Whether its last day is past and nobody has said what came of it."""
        return self.is_planned and self.ends_on < on


def _token() -> str:
    return secrets.token_urlsafe(32)


class Feed(models.Model):
    """The secret address of a person's calendar; renewed when it got into wrong hands."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="feed")
    token = models.CharField(max_length=64, unique=True, default=_token)
    renewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
