"""Reports of visits: drafts, issued versions, comments and answers."""

from django.db import models
from django.db.models import Q

from sil.accounts.models import User
from sil.letters.models import Letter

from ..states import COLOURS, SHOWN, WRITABLE, ReportState
from .visits import Visit


class Prompts(models.Model):
    """The school's half: what it wants to say before the visit. Officers read it once it is sent."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="prompts")
    # id of a prompt -> text
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What was sent and withdrawn, the latest first: [{"answers", "sent_by", "sent_on", "by", "on", "reason"}], with
    # names and days in words.
    withdrawn = models.JSONField(default=list)
    # As `Report.replaced`.
    replaced = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Prompts of visit {self.visit_id}"


class Report(models.Model):
    """The partner's half, as it is written. What was issued stands in its versions and never changes."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="report")
    status = models.CharField(max_length=20, choices=ReportState, default=ReportState.DRAFT)
    # id of a section -> text
    sections = models.JSONField(default=dict)
    # [{"text", "owner", "due_on": [day, month, year]}], as typed; agreed actions of their own once it is issued.
    actions = models.JSONField(default=list)
    # key of what is followed up (see `follow_ups`) -> {"progress", "note"}; its source hears of it on issue.
    followed = models.JSONField(default=dict)
    # Counts saves, so that an older window does not overwrite a newer one; `replaced` keeps what gave way.
    version = models.PositiveIntegerField(default=0)
    replaced = models.JSONField(default=list)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    # Who finishes it, where the school was handed to another; else whoever led the visit, which stays so.
    writer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Who has to finish it, while it is open and its visit is held: the database keeps it (docs/adr/0084).
    finisher = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    # Why somebody else reads it before it goes; blank where nobody has to.
    check_rule = models.CharField(max_length=200, blank=True)
    checker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # id of a criterion -> met or not, as the checker found at last
    checked = models.JSONField(default=dict)
    late_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status"], name="report_status"),
            models.Index(fields=["finisher"], condition=Q(finisher__isnull=False), name="report_finisher"),
            # Few reports are checked against the criteria of quality.
            models.Index(fields=["visit"], condition=~Q(checked={}), name="report_checked"),
        ]

    def __str__(self) -> str:
        return f"Report of visit {self.visit_id}"

    @property
    def colour(self) -> str:
        return COLOURS[ReportState(self.status)]

    @property
    def is_suspended(self) -> bool:
        """Whether its visit is planned again, so that what was written waits until it is held."""
        return not self.visit.is_held

    @property
    def owed_by(self) -> User:
        """Who writes it and issues it, and is reminded."""
        return self.writer or self.visit.lead

    @property
    def is_writable(self) -> bool:
        return self.status in WRITABLE and not self.is_suspended

    @property
    def is_shown(self) -> bool:
        return self.status in SHOWN


class ReportVersion(models.Model):
    """A report as it was issued: text that no later change of wording touches. Append-only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # [{"id", "name", "text"}] and the agreed actions, as issued
    content = models.JSONField()
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.report_id}"


class Comment(models.Model):
    """What a checker says of a section, or of the whole (blank section). Append-only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Comment on report {self.report_id}"


class Answer(models.Model):
    """What the school says of a version: accurate, or corrections per section. Append-only."""

    version = models.OneToOneField(ReportVersion, on_delete=models.PROTECT, related_name="answer")
    accurate = models.BooleanField()
    # id of a section -> what should be corrected; "" for the whole
    corrections = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Answer to version {self.version_id}"


class UnsentReply(models.Model):
    """What a checker says of a report, or the school of a version of it, as it is written. Those who may
    send it write it together, and nobody else reads it; sent, it becomes comments or an answer, and this goes."""

    class Purpose(models.TextChoices):
        CHECK = "check", "What the checker says"
        ANSWER = "answer", "What the school answers"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="unsent")
    purpose = models.CharField(max_length=10, choices=Purpose)
    # Which text it was written about: the save of the report for a check, the key of its version for an answer.
    about = models.PositiveBigIntegerField()
    # name of a control -> text, or what was ticked
    content = models.JSONField(default=dict)
    # As `Report.version` and `Report.replaced`.
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    replaced = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "purpose"], name="unsent_reply_once")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} of report {self.report_id}"
