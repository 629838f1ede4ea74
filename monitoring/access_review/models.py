"""The review of access each term: what each person could see on its first day, and what was decided of it."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from monitoring.visits.models import Term
from schools.models import School
from sil.accounts.models import User


class AccessReview(models.Model):
    """The review of one term of the authority. Once finished nothing of it changes."""

    term = models.OneToOneField(Term, on_delete=models.PROTECT, related_name="access_review")
    started_on = models.DateField()
    # Who has not signed in since this day has not for a whole term.
    quiet_since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True, finished_by__isnull=True)
                | Q(finished_on__isnull=False, finished_by__isnull=False),
                name="access_review_finished_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Access review of the {self.term.words}"

    def get_absolute_url(self) -> str:
        return reverse("access_review", kwargs={"pk": self.pk})

    def is_late(self, on: date) -> bool:
        return self.finished_on is None and self.due_on is not None and self.due_on < on


class ReviewedAccess(models.Model):
    """One thing that gives a person access, as it was when the review started, and what was decided of it."""

    class Kind(models.TextChoices):
        ROLE = "role", "Role"
        POST = "post", "Post at a school"
        ASSIGNMENT = "assignment", "Officer of a school"
        ASSISTANT = "assistant", "Assistant of a headteacher"
        COVER = "cover", "Cover"
        CASEWORK = "casework", "Access to casework"
        TEAM = "team", "Member of a team"

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        # The reviewer may not end it; those who may are asked to.
        TO_END = "to_end", "To be ended"
        ENDED = "ended", "Ended by the review"
        GONE = "gone", "Ended otherwise"

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="lines")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    # Of the role, post, assignment and so on.
    record = models.BigIntegerField()
    # In words without names: "School Improvement Partner", or the post or part.
    what = models.TextField()
    # Whom they cover for: a name is read from the account, so that it goes when that one's does.
    covers_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    last_signed_in = models.DateField(null=True, blank=True)
    # 0 for who has not signed in for a term, who stands first; 1 for others.
    rank = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    # Who ended it, blank where that happened outside of the review after it was to be ended.
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "kind", "record"], name="access_reviewed_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True) | ~Q(decision="") & Q(decided_on__isnull=False),
                name="access_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["confirmed", "to_end", "ended"]) | Q(decided_by__isnull=False),
                name="access_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decision="ended", ended_on__isnull=False)
                | ~Q(decision="ended") & Q(ended_by__isnull=True, ended_on__isnull=True),
                name="access_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("person")) & ~Q(ended_by=models.F("person")),
                name="nobody_decides_their_own_access",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """What they have, with the school where it is at one."""
        return f"{self.what_in_words}, {self.school.name}" if self.school else self.what_in_words

    @property
    def what_in_words(self) -> str:
        """What they have, and for whom where it is a cover."""
        return f"Cover for {self.covers_for.name}, {self.what}" if self.covers_for else self.what
