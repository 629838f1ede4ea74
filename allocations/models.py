"""Which band of support is each school to have this year, who proposed it, why, and who agreed?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.framework.schema import Band, Framework
from sil.framework.years import label

from .states import AWAITING_OFFICER, AWAITING_SCHOOL, ENDED, WORDS, RoundState, State, Words

LONG_TEXT = 4000


class Round(models.Model):
    """The allocations of one academic year, under one version of the framework."""

    academic_year = models.PositiveSmallIntegerField(unique=True)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-academic_year"]

    def __str__(self) -> str:
        return label(self.academic_year)

    def get_absolute_url(self) -> str:
        return reverse("round", kwargs={"year": self.academic_year})

    @property
    def framework(self) -> Framework:
        return self.framework_version.framework


class Allocation(models.Model):
    """One school's allocation in a round. Only the actions change its status: a trigger sees to it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="allocations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="allocations")
    status = models.CharField(max_length=30, choices=State, default=State.IDENTIFIED)
    # The latest proposal; earlier ones are kept beside it.
    proposal = models.ForeignKey("Proposal", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The band that holds, once the allocation has ended.
    band = models.CharField(max_length=20, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["school__name", "pk"]
        indexes = [
            models.Index(fields=["round", "status"], name="allocation_in_round"),
            models.Index(fields=["school", "round"], name="allocation_of_school"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "school"], name="one_allocation_a_school"),
            models.CheckConstraint(
                condition=Q(status="identified", proposal__isnull=True)
                | (~Q(status="identified") & Q(proposal__isnull=False)),
                name="proposed_has_proposal",
            ),
            models.CheckConstraint(
                condition=Q(status="agreed", ended_on__isnull=False) & ~Q(band="")
                | ~Q(status="agreed") & Q(ended_on__isnull=True, band=""),
                name="ended_has_band",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("allocation", kwargs={"pk": self.pk})

    @property
    def framework(self) -> Framework:
        return self.round.framework

    @property
    def words(self) -> Words:
        return WORDS[State(self.status)]

    @property
    def awaits_officer(self) -> bool:
        return self.status in AWAITING_OFFICER

    @property
    def awaits_school(self) -> bool:
        return self.status in AWAITING_SCHOOL

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def agreed_band(self) -> Band | None:
        return self.framework.band(self.band) if self.band else None


class Choice(models.Model):
    """What somebody chose: a band, its reasons, and days outside the headline."""

    band = models.CharField(max_length=20)
    reasons = models.TextField(max_length=LONG_TEXT)
    extra_days = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        abstract = True


class Draft(Choice):
    """What a School Improvement Partner is still writing. Gone once it is proposed."""

    allocation = models.OneToOneField(Allocation, on_delete=models.CASCADE, related_name="draft")
    band = models.CharField(max_length=20, blank=True)
    reasons = models.TextField(max_length=LONG_TEXT, blank=True)
    # {criterion: {"reading": "0", "reason": "...", "evidence": "..."}}
    marks = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft for {self.allocation}"


class Proposal(Choice):
    """One version of a proposal, kept for good as it was made. Append-only by trigger."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["allocation", "-number"]
        constraints = [models.UniqueConstraint(fields=["allocation", "number"], name="proposal_number")]

    def __str__(self) -> str:
        return f"Proposal {self.number} for {self.allocation}"


class Mark(models.Model):
    """How one criterion was judged in a proposal: the bands it fits, or that it does not apply.

    Several bands where the criteria read the same for them. Append-only by trigger.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="marks")
    criterion = models.CharField(max_length=40)
    bands = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reason = models.TextField(max_length=LONG_TEXT, blank=True)
    evidence = models.TextField(max_length=LONG_TEXT, blank=True)

    class Meta:
        ordering = ["proposal", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "criterion"], name="one_mark_a_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {', '.join(self.bands) or 'does not apply'}"


class Agreement(models.Model):
    """That a headteacher agreed to a proposal, as whom and when. Append-only by trigger."""

    allocation = models.OneToOneField(Allocation, on_delete=models.PROTECT, related_name="agreement")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="agreement")
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_as = models.CharField(max_length=100)
    agreed_on = models.DateField()
    agreed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.allocation}: agreed by {self.agreed_by}"
