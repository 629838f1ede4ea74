"""Teams Around the School: who helps a school, when they meet, what they agree to do, and financial support."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User


class Team(models.Model):
    """The officers of several services who help one school (framework, band D). `lead` is the officer of School
    Improvement who leads it; `reason` says why it was set up where the school's band does not ask for one. An ended
    team keeps everything, and can be reopened."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Ended"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="teams")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    set_up_on = models.DateField()
    set_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["school__name", "-pk"]
        indexes = [models.Index(fields=["lead", "status"], name="team_of_lead")]
        constraints = [
            models.UniqueConstraint(fields=["school"], condition=Q(status="open"), name="one_open_team_a_school"),
            models.CheckConstraint(
                condition=Q(status="open", ended_on__isnull=True, ended_reason="")
                | Q(status="ended", ended_on__isnull=False) & ~Q(ended_reason=""),
                name="team_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Team around {self.school_id}"

    def get_absolute_url(self) -> str:
        return reverse("team", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class Member(models.Model):
    """Somebody who helps in a team for a service of the framework file, from `starts_on` until before
    `ends_on`, since who leaves reads nothing from then on. The name of the service is kept as it was."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_memberships")
    service = models.CharField(max_length=40)
    service_name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Why the membership ended.
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["service_name", "user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], condition=Q(ends_on__isnull=True), name="team_member_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="team_member_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class Meeting(models.Model):
    """A meeting of a team: planned, then held with what was discussed and decided, or cancelled with a reason. The
    members of the team are invited, and the headteacher and the chair where the plan says so."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="meetings")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    day = models.DateField()
    begins = models.TimeField()
    mode = models.CharField(max_length=10, choices=Mode)
    place = models.CharField(max_length=200, blank=True)
    purpose = models.TextField()
    invites_head = models.BooleanField(default=True)
    invites_chair = models.BooleanField(default=False)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    present = models.TextField(blank=True)
    discussed = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # How often it was moved, for calendars.
    sequence = models.PositiveIntegerField(default=0)
    # When those invited were last told of its day, and the day of which they were reminded.
    told_on = models.DateField()
    reminded_of = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-begins", "-pk"]
        indexes = [models.Index(fields=["status", "day"], name="team_meeting_by_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(status="held") | ~Q(present=""), name="team_meeting_held_by_somebody"),
            models.CheckConstraint(condition=~Q(status="cancelled") | ~Q(reason=""), name="team_meeting_cancelled_why"),
        ]

    def __str__(self) -> str:
        return f"Meeting of {self.team_id}, {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("team_meeting", kwargs={"pk": self.pk})

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.HELD


class MeetingVersion(models.Model):
    """The notes of a meeting as they read until they were corrected: append-only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
    present = models.TextField()
    discussed = models.TextField()
    decided = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.meeting_id}, until {self.on}"


class TeamAction(models.Model):
    """Something that a team agreed to do. It is owned by a member or the lead (`owner`), or by a name that was typed,
    such as the school (`owner_name`, which repeats the member's). The columns of progress repeat the last update."""

    class Progress(models.TextChoices):
        OPEN = "", "To do"
        DONE = "done", "Done"
        PARTLY = "partly", "Partly done"
        NOT_DONE = "not_done", "Not done"
        DROPPED = "dropped", "No longer needed"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=200)
    due_on = models.DateField()
    added_on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    progress = models.CharField(max_length=15, choices=Progress, blank=True, default=Progress.OPEN)
    progress_note = models.TextField(blank=True)
    progress_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(progress__in=["", "partly", "not_done"]),
                name="team_action_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("team_action", kwargs={"pk": self.pk})


class TeamActionUpdate(models.Model):
    """What somebody said of an action of a team: append-only, a later one takes its place."""

    action = models.ForeignKey(TeamAction, on_delete=models.PROTECT, related_name="updates")
    progress = models.CharField(max_length=15, choices=TeamAction.Progress, blank=True)
    note = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_progress_display()}, {self.on}"


class SupportRequest(models.Model):
    """Financial support for improvement that was asked for a maintained school, in pounds, for a financial year (named
    by the year in which it begins, on 1 April). A Principal Officer or a director decides, never who asked; until then
    who asked can withdraw it."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for a decision"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="support_requests")
    # The school it was asked for: its team may go on at a school that took its place.
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    purpose = models.TextField()
    financial_year = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    # What was agreed, which may be less than what was asked for.
    agreed_amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    # Why it was agreed, declined or withdrawn, by whom and when.
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        indexes = [models.Index(fields=["status"], condition=Q(status="asked"), name="team_support_asked")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="team_support_amount"),
            models.CheckConstraint(
                condition=Q(status="asked", decided_on__isnull=True, agreed_amount__isnull=True)
                | Q(
                    status="agreed",
                    decided_on__isnull=False,
                    agreed_amount__gt=0,
                    agreed_amount__lte=models.F("amount"),
                )
                & ~Q(reason="")
                | Q(status="declined", decided_on__isnull=False, agreed_amount__isnull=True) & ~Q(reason="")
                | Q(status="withdrawn", decided_on__isnull=False, agreed_amount__isnull=True),
                name="team_support_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Financial support of {self.team_id}, {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("team_support", kwargs={"pk": self.pk})

    @property
    def year_in_words(self) -> str:
        """2026 to 2027"""
        return f"{self.financial_year} to {self.financial_year + 1}"


class Payment(models.Model):
    """A part of financial support that was paid, in pounds: append-only. One that was recorded by mistake is taken back
    by another of the same amount below zero."""

    request = models.ForeignKey(SupportRequest, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    paid_on = models.DateField()
    note = models.TextField(blank=True)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, takes_back__isnull=True) | Q(amount__lt=0, takes_back__isnull=False),
                name="team_payment_or_taken_back",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.paid_on}"
