"""Letters from Ofsted: the text, what was read in it and what a person confirmed; and what the authority does about a
letter to it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sil.accounts.models import User
from sil.uploads.models import Upload

from .inspections import Inspection
from .register import School


class OfstedLetter(models.Model):
    """A letter as it was sent in, its text and what was read in it; nothing else is stored before a person confirms.

    `reading` is what the reader found and never changes; `values` is what the person confirmed, in
    the same shape. A letter to the authority has no school and no inspection.
    """

    class Status(models.TextChoices):
        READ = "read", "Waiting to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"
        SET_ASIDE = "set_aside", "Set aside"

    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+")
    # The file's fingerprint: a copy leads to the letter that is here.
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    reading = models.JSONField()
    values = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=15, choices=Status, default=Status.READ)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="ofsted_letters")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    sent_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_in_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_in_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="read", settled_by__isnull=True, settled_on__isnull=True)
                | Q(status__in=["confirmed", "set_aside"], settled_by__isnull=False, settled_on__isnull=False),
                name="letter_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter from Ofsted {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("ofsted_letter", kwargs={"pk": self.pk})

    @property
    def held(self) -> dict[str, Any]:
        """What a person confirmed, or else what was read."""
        found: dict[str, Any] = self.reading if self.values is None else self.values
        return found


class PassageKind(models.TextChoices):
    """What a passage of a letter to the authority is; the values are the names of the letter's lists."""

    AREA = "areas", "Area for improvement"
    STRENGTH = "strengths", "Strength"


class ActionStatus(models.TextChoices):
    TO_DO = "to_do", "To do"
    UNDER_WAY = "under_way", "Under way"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AuthorityActionContent(models.Model):
    """What an action says. `passage` are the words of the letter that it is about, as they read then; the owner is an
    account or, for somebody without one, a name."""

    kind = models.CharField(max_length=10, choices=PassageKind)
    passage = models.TextField()
    text = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=ActionStatus, default=ActionStatus.TO_DO)
    # What was found: what came of it so far, or in the end.
    outcome = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def owned_by(self) -> str:
        return self.owner.name if self.owner else self.owner_name


class AuthorityAction(AuthorityActionContent):
    """An action of the authority on a passage of a letter, as it reads now. It is kept by the words of the passage and
    not by its place, so that it is there whatever becomes of the letter's passages."""

    letter = models.ForeignKey(OfstedLetter, on_delete=models.PROTECT, related_name="authority_actions")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["owner"], condition=Q(status__in=["to_do", "under_way"]), name="authority_action_open")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_name="") | Q(owner__isnull=True) & ~Q(owner_name=""),
                name="authority_action_has_one_owner",
            ),
            models.CheckConstraint(condition=~Q(status="done", outcome=""), name="authority_action_done_with_outcome"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("authority_action", kwargs={"pk": self.pk})


class AuthorityActionVersion(AuthorityActionContent):
    """An action as it read until it was changed: append-only. `by` changed it on a day, or the service did; `reason`
    says why where it was corrected, withdrawn, or changed after it had ended."""

    action = models.ForeignKey(AuthorityAction, on_delete=models.PROTECT, related_name="versions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action_id}, until {self.on}"
