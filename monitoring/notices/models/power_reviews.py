"""Reviews of powers in use, and their ends."""

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery

from sil.accounts.models import User

from ..states import LetterState
from .letters import CaseLetter, SignatorysDecision


class PowerReview(SignatorysDecision):
    """What a director recorded of a power that was used and rests on a notice withdrawn since. Append-only: the latest
    counts."""

    class Outcome(models.TextChoices):
        STANDS = "stands", "It stands on another ground"
        ENDED = "ended", "It has ended"
        ADVICE = "advice", "It is under legal advice"

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="power_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome)
    # Where it has ended: its last day.
    ended_on = models.DateField(null=True, blank=True)

    class Meta(SignatorysDecision.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="ended", ended_on__isnull=False) | ~Q(outcome="ended") & Q(ended_on__isnull=True),
                name="power_review_ended_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.outcome}"


class PeriodicReview(models.Model):
    """A review of a board or of a suspended budget while it is in use. Append-only: one that was recorded wrongly is
    recorded again, and the latest counts."""

    class Outcome(models.TextChoices):
        CONTINUES = "continues", "It continues"
        TO_END = "to_end", "It is to end"

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="periodic_reviews")
    held_on = models.DateField()
    # Who was there, one on each line.
    present = models.TextField()
    found = models.TextField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    # Where it continues: the day of the next review.
    next_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="continues", next_on__isnull=False) | Q(outcome="to_end", next_on__isnull=True),
                name="periodic_review_next_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}, {self.held_on}: {self.outcome}"


class PowerEnd(models.Model):
    """The end of a power, by a letter that names its last day or by what a director recorded (`PowerReview`).
    Append-only: one by a letter that is withdrawn no longer counts (`case.in_use`)."""

    power = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="ends")
    letter = models.OneToOneField(CaseLetter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    review = models.OneToOneField(PowerReview, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_day = models.DateField()

    class Meta:
        ordering = ["power", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(letter__isnull=False, review__isnull=True) | Q(letter__isnull=True, review__isnull=False),
                name="power_end_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.power_id} until {self.last_day}"


def ends_that_hold() -> QuerySet[PowerEnd]:
    """Return the ends of powers, without those by a letter that was withdrawn or not given."""
    return PowerEnd.objects.filter(Q(letter__isnull=True) | Q(letter__status=LetterState.GIVEN))


def last_end() -> Subquery:
    """Return, for a queryset of cases, the last day of their power that ended last; null where none has an end."""
    ends = ends_that_hold().filter(power__case=OuterRef("pk"), power__status=LetterState.GIVEN)
    return Subquery(ends.order_by("-last_day").values("last_day")[:1])
