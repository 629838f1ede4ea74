"""Notes of telephone calls, emails and conversations with schools, which use no days of support."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User


class NoteKind(models.TextChoices):
    CALL = "call", "Telephone call"
    EMAIL = "email", "Email"
    CONVERSATION = "conversation", "Conversation"


class NoteContent(models.Model):
    """What a note says: what it was, on which day, with whom, and the text."""

    kind = models.CharField(max_length=15, choices=NoteKind)
    day = models.DateField()
    met = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        abstract = True


class Note(NoteContent):
    """A note about a school, as it reads now. It is shared with the school from `shared_on`, and withdrawn with its
    reason where it was entered by mistake. Once shared it stays so."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="notes")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_on = models.DateField()
    shared_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    # Why it was withdrawn.
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["school", "-day"], name="note_of_school"),
            models.Index(fields=["-day", "-id"], name="note_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, reason="")
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(reason=""),
                name="note_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.school_id}, {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("note", kwargs={"pk": self.pk})

    @property
    def is_shared(self) -> bool:
        return self.shared_on is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_on is not None


class NoteVersion(NoteContent):
    """A note as it read until it was corrected: append-only. `reason` says why it was replaced, `by` whom and on which
    day."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="versions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.TextField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.note_id}, until {self.on}"
