"""Positions of the parties with their marks, drafts of them, and settlements."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sil.accounts.models import User
from sil.framework.schema import Band

from ..states import Party
from .allocations import REASON, Allocation

if TYPE_CHECKING:
    from .evidence import Evidence

# Characters of the reasons, and of what is written about one criterion.
LONG_TEXT, SHORT_TEXT = 4000, 1000


class Choice(models.Model):
    """A band with reasons, and extra days outside the headline."""

    band = models.CharField(max_length=20)
    reasons = models.TextField(max_length=LONG_TEXT)
    extra_days = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        abstract = True


class Draft(Choice):
    """What a party is still writing. Deleted once the position is sent.

    `version` counts the saves, so that a second window or person who saves over what they have not read is told;
    `replaced` keeps what was overwritten on purpose.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="drafts")
    party = models.CharField(max_length=30, choices=Party, default=Party.SIP)
    # As posted, also what is too long or not offered.
    band = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    extra_days = ArrayField(models.TextField(), default=list, blank=True)
    # {criterion: {"reading": "0", "reason": "...", "evidence": "..."}}
    marks = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    # [{"by": "Ada Example", "at": "...", "content": {...}}], the latest first
    replaced = models.JSONField(default=list, blank=True)
    # What goes with it, once it was read (`position.queries.documents_of`).
    documents: "list[Evidence]"

    class Meta:
        ordering = ["allocation_id", "party"]
        constraints = [models.UniqueConstraint(fields=["allocation", "party"], name="one_draft_a_party")]

    def __str__(self) -> str:
        return f"Draft of {self.get_party_display()} for {self.allocation}"


class PositionManager(models.Manager["Position"]):
    """Positions with their withdrawals, in the same query."""

    def get_queryset(self) -> models.QuerySet["Position"]:
        return super().get_queryset().select_related("withdrawal")


class Position(Choice):
    """What a party put forward: a proposal of the partner, the school's own view, a decision, a determination.
    Append-only by trigger."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="positions")
    party = models.CharField(max_length=30, choices=Party, default=Party.SIP)
    # Counted for each party of an allocation.
    number = models.PositiveSmallIntegerField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_as = models.CharField(max_length=100, blank=True)
    taken_on = models.DateField()
    taken_at = models.DateTimeField()

    objects = PositionManager()

    class Meta:
        ordering = ["allocation_id", "-taken_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["allocation", "party", "number"], name="position_number")]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.number} for {self.allocation}"

    @property
    def chosen(self) -> Band:
        """The band in the allocation's framework."""
        return self.allocation.framework.band(self.band)

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class PositionWithdrawal(models.Model):
    """That a school withdrew its case before it was decided on, and why. Append-only by trigger."""

    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()
    reason = models.TextField(max_length=REASON)

    def __str__(self) -> str:
        return f"{self.position_id} withdrawn {self.on}"


class Moderation(models.Model):
    """What was said while a proposal was checked before the school read it. Append-only by trigger."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked"
        ANSWERED = "answered", "Answered"
        LET_GO = "let_go", "Let it go to the school"

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="moderation")
    # The version that it is about.
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="moderation")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()
    # Blank where it was let go without a word.
    text = models.TextField(max_length=REASON, blank=True)

    class Meta:
        ordering = ["allocation_id", "at", "pk"]
        indexes = [models.Index(fields=["by"], name="moderation_of_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by} about {self.allocation}"


class Mark(models.Model):
    """How one criterion was judged in a position: the bands it fits, or that it does not apply.

    Several bands where the criteria read the same for them. Append-only by trigger.
    """

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="marks")
    criterion = models.CharField(max_length=40)
    bands = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reason = models.TextField(max_length=LONG_TEXT, blank=True)
    evidence = models.TextField(max_length=LONG_TEXT, blank=True)

    class Meta:
        ordering = ["position_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["position", "criterion"], name="one_mark_a_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {', '.join(self.bands) or 'does not apply'}"


class Settlement(models.Model):
    """How a band came to hold: whose position, by whose act, and why. Append-only by trigger."""

    class How(models.TextChoices):
        AGREED = "agreed", "Agreed"
        RECORDED = "recorded", "Agreed in a meeting"
        CONFIRMED = "confirmed", "Confirmed without an answer"
        DETERMINED = "determined", "Determined"

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="settlements")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="settlements")
    how = models.CharField(max_length=20, choices=How, default=How.AGREED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_as = models.CharField(max_length=100)
    made_on = models.DateField()
    made_at = models.DateTimeField()
    # For one that was agreed in a meeting: its day, and who agreed for the school.
    met_on = models.DateField(null=True, blank=True)
    met_with = models.CharField(max_length=150, blank=True)
    # Why a band was determined, or confirmed without an answer; what a school wrote when it agreed.
    reason = models.TextField(max_length=REASON, blank=True)

    class Meta:
        ordering = ["allocation_id", "-made_at", "-pk"]
        # Whether a person settled one, which bars them from deciding it.
        indexes = [models.Index(fields=["allocation", "made_by"], name="settlement_made")]

    def __str__(self) -> str:
        return f"{self.allocation}: {self.get_how_display()} by {self.made_by}"

    @property
    def is_agreed(self) -> bool:
        """Whether the school itself agreed or accepted."""
        return self.how == self.How.AGREED

    @property
    def is_recorded(self) -> bool:
        return self.how == self.How.RECORDED

    @property
    def met_before_proposal(self) -> bool:
        """Whether the proposal was written after the meeting in which it was agreed."""
        return self.met_on is not None and self.met_on < self.position.taken_on

    @property
    def is_confirmed(self) -> bool:
        return self.how == self.How.CONFIRMED
