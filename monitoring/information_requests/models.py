"""Requests for information: what was asked, by whom, until when it is owed, and what was answered."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from monitoring.notices.models import Case
from schools.models import School
from sil.accounts.models import User
from sil.letters.made import FileManager, Made, MadeFile

from .law import EXEMPTIONS
from .states import COLOURS, OVER, Decision, How, Kind, RequestState

# In the order of a migration.
_OVER = sorted(OVER)
_PERSON, _NAMED, _SCHOOL = Q(person__isnull=False), ~Q(named=""), Q(school__isnull=False)


class InformationRequest(models.Model):
    """One request under UK GDPR, Article 15, or the Freedom of Information Act 2000. `counts_from` is the day from
    which its time runs, `stopped_on` the day on which clarification was asked for, while the time stands still."""

    kind = models.CharField(max_length=30, choices=Kind)
    status = models.CharField(max_length=12, choices=RequestState, default=RequestState.OPEN)
    asker = models.CharField(max_length=200)
    reach = models.TextField()
    wanted = models.TextField()
    # Whom or what it is about: an account, somebody who is only named in records, or a school.
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    named = models.CharField(max_length=200, blank=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField()
    counts_from = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)
    stopped_days = models.PositiveSmallIntegerField(default=0)
    clarification = models.TextField(blank=True)
    identity_on = models.DateField(null=True, blank=True)
    identity_how = models.TextField(blank=True)
    extended_until = models.DateField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    # Repeats the period that runs or ran; none while the time stands still.
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    exemption = models.CharField(max_length=20, blank=True)
    outcome = models.TextField(blank=True)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    logged_on = models.DateField()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=_PERSON & ~_NAMED & ~_SCHOOL | ~_PERSON & (~_NAMED | ~_SCHOOL),
                name="information_request_on_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SUBJECT_ACCESS) | (_PERSON | _NAMED) & ~_SCHOOL,
                name="subject_access_on_a_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_OVER, closed_on__isnull=False)
                | ~Q(status__in=_OVER) & Q(closed_on__isnull=True),
                name="information_request_closed_on",
            ),
            models.CheckConstraint(
                condition=Q(status=RequestState.CLARIFYING, stopped_on__isnull=False, due_on__isnull=True)
                | ~Q(status=RequestState.CLARIFYING) & Q(stopped_on__isnull=True),
                name="information_request_stopped",
            ),
        ]

    def __str__(self) -> str:
        return f"Request for information {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("information_request", kwargs={"pk": self.pk})

    @property
    def about(self) -> str:
        """Whom or what it is about, in words."""
        if self.person:
            return self.person.name
        return self.school.name if self.school else self.named or "No one person or school"

    @property
    def has_subject(self) -> bool:
        return bool(self.person_id or self.school_id or self.named)

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def is_access(self) -> bool:
        return self.kind == Kind.SUBJECT_ACCESS

    @property
    def colour(self) -> str:
        return COLOURS[RequestState(self.status)]

    @property
    def exemption_words(self) -> str:
        return str(EXEMPTIONS[self.exemption]) if self.exemption in EXEMPTIONS else ""

    def is_late(self, on: date) -> bool:
        """Whether it is owed past its day, or was answered after it."""
        last = self.closed_on or on
        return self.due_on is not None and self.due_on < last


class Collection(models.Model):
    """One search for what is held, which a worker does table by table. The last one of a request counts."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="collections")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    tables_done = models.PositiveSmallIntegerField(default=0)
    tables_all = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    failed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(done_at__isnull=True, failed=False), name="one_collection_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Collection {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.failed or self.done_at is not None


class Item(models.Model):
    """One record that was found, with its words as they were then, and what is decided of it. The record itself is
    never changed by it. `case` and `needs` say who may read it."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="items")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="items")
    table = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=100)
    day = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=How)
    # By which columns the person is named: "Written by".
    role = models.TextField(blank=True)
    words = models.TextField()
    address = models.TextField(blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    needs = models.CharField(max_length=40, blank=True)
    # Of its file: "upload" or "letter", and the key.
    file_kind = models.CharField(max_length=10, blank=True)
    file_key = models.CharField(max_length=64, blank=True)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    exemption = models.CharField(max_length=20, blank=True)
    # Why, for the schedule.
    note = models.TextField(blank=True)
    # What is blacked out: each occurs in `words`.
    passages = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "table", "key"], name="collected_once"),
            models.CheckConstraint(
                condition=Q(decision__in=["withheld", "part"]) & ~Q(exemption="")
                | ~Q(decision__in=["withheld", "part"]) & Q(exemption=""),
                name="withheld_by_an_exemption",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("information_item", kwargs={"pk": self.pk})

    @property
    def exemption_words(self) -> str:
        return str(EXEMPTIONS[self.exemption]) if self.exemption in EXEMPTIONS else ""


class AnswerBundle(Made):
    """What is sent in answer to a request, as it was decided when it was made: a PDF and a ZIP with files. It holds
    what `asked_by` could read, and `hidden` counts what they could not."""

    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="bundles")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    hidden = models.PositiveIntegerField(default=0)
    # Those of which it holds something: who may not read one may not fetch it.
    cases = models.ManyToManyField(Case, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Answer bundle {self.pk}"


class AnswerFile(MadeFile):
    bundle = models.OneToOneField(AnswerBundle, on_delete=models.PROTECT, related_name="file")


class AnswerArchive(models.Model):
    """The ZIP that belongs to a bundle: the PDF and the files of what is disclosed whole. Append-only by trigger."""

    bundle = models.OneToOneField(AnswerBundle, on_delete=models.PROTECT, related_name="archive")
    files = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    content = models.BinaryField()

    objects = FileManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.name
