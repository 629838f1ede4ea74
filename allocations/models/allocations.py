"""Rounds and the allocations of schools in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import BroughtInFile, School
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.framework.schema import Band, Criterion, Framework
from sil.framework.years import label

from ..states import (
    AWAITING_DIRECTOR,
    AWAITING_MODERATOR,
    AWAITING_OFFICER,
    AWAITING_SCHOOL,
    AWAITING_SIP,
    ENDED,
    HOLDING,
    IN_DISPUTE,
    OPEN,
    WORDS,
    RoundState,
    State,
    in_words,
)

REASON = 2000
NEVER = 9999


class Round(models.Model):
    """The allocations of one academic year, under one version of the framework."""

    academic_year = models.PositiveSmallIntegerField(unique=True)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    # By when partners are asked to propose.
    propose_by = models.DateField(null=True, blank=True)
    # Of a year before this service was used: made for the bands that are brought in, and never run here.
    is_brought_in = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-academic_year"]

    def __str__(self) -> str:
        return label(self.academic_year)

    def get_absolute_url(self) -> str:
        return reverse("round", kwargs={"year": self.academic_year})

    @property
    def framework(self) -> Framework:
        return self.framework_version.framework

    @property
    def is_open(self) -> bool:
        return self.status == RoundState.OPEN


class Allocation(models.Model):
    """One school's allocation in a round. Only the actions change its status: a trigger sees to it.

    A review in the year is an allocation of its own, which sets the one it reviews aside when it
    ends; the earlier one is never edited.
    """

    class Ground(models.TextChoices):
        """The ground of a review in the year."""

        INSPECTION = "inspection", "An inspection"
        NOTICE = "notice", "A notice"
        EVIDENCE = "evidence", "New evidence"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="allocations")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="allocations")
    status = models.CharField(max_length=30, choices=State, default=State.IDENTIFIED)
    # The latest proposal; earlier ones are kept beside it.
    proposal = models.ForeignKey("Position", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The band that holds, once the allocation has ended.
    band = models.CharField(max_length=20, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    # By when an answer or a decision is owed: what the running period says (`sil.deadlines.kept`).
    due_on = models.DateField(null=True, blank=True, editable=False)
    reviews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reviewed_by")
    review_ground = models.CharField(max_length=20, choices=Ground, blank=True)
    review_reason = models.TextField(max_length=REASON, blank=True)
    # From this day the band of a review holds instead.
    superseded_on = models.DateField(null=True, blank=True)
    # Of a band: the academic year from which a later one of the school holds instead, NEVER while there is none. The
    # database keeps it (migration 0008), for this row and those beside it.
    followed_from = models.PositiveSmallIntegerField(default=NEVER, db_default=NEVER, editable=False)
    # An officer's flag on a band that the framework allows it for.
    high_risk_since = models.DateField(null=True, blank=True)
    high_risk_reason = models.TextField(max_length=REASON, blank=True)
    # The file that a band of an earlier year came from, and the reasons that it gave.
    brought_in = models.ForeignKey(
        BroughtInFile, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    brought_in_reasons = models.TextField(blank=True, default="", db_default="")

    class Meta:
        ordering = ["school__name", "pk"]
        indexes = [
            models.Index(fields=["round", "status"], name="allocation_in_round"),
            models.Index(fields=["school", "round"], name="allocation_of_school"),
            # For the minutely look at what waits for somebody: of ten years few are open.
            models.Index(
                fields=["status", "school", "due_on"], condition=Q(status__in=sorted(OPEN)), name="allocation_open"
            ),
            # For the answers that are late, of 25,000 allocations of a round.
            models.Index(
                fields=["round", "due_on"], condition=Q(status__in=sorted(AWAITING_SCHOOL)), name="allocation_to_answer"
            ),
            # For the bands that hold, of those of ten years, without their rows.
            models.Index(
                fields=["band", "followed_from"],
                include=["round", "school", "ended_on", "id"],
                condition=~Q(band="") & Q(superseded_on__isnull=True),
                name="allocation_band_holds",
            ),
            models.Index(
                fields=["high_risk_since"], condition=Q(high_risk_since__isnull=False), name="allocation_high_risk"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "school"],
                condition=~Q(status__in=sorted(ENDED)),
                name="one_open_allocation_a_school",
            ),
            models.UniqueConstraint(
                fields=["round", "school"],
                condition=~Q(band="") & Q(superseded_on__isnull=True),
                name="one_band_a_school",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["identified", "in_moderation", "brought_in", "withdrawn"])
                | Q(proposal__isnull=False),
                name="proposed_has_proposal",
            ),
            models.CheckConstraint(
                condition=~Q(status="brought_in") | Q(brought_in__isnull=False), name="brought_in_from_a_file"
            ),
            models.CheckConstraint(
                condition=(Q(status__in=sorted(HOLDING), ended_on__isnull=False) & ~Q(band=""))
                | Q(status="withdrawn", ended_on__isnull=False, band="")
                | Q(status__in=sorted(OPEN), ended_on__isnull=True, band=""),
                name="ended_has_band",
            ),
            models.CheckConstraint(
                condition=Q(reviews__isnull=True, review_ground="") | Q(reviews__isnull=False) & ~Q(review_ground=""),
                name="review_has_ground",
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
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria that the school is judged by: those of the framework that fit the age of its pupils."""
        return tuple(each for each in self.framework.criteria if each.fits(self.school.high_age))

    @property
    def colour(self) -> str:
        return WORDS[State(self.status)].colour

    @property
    def state_words(self) -> str:
        """How the state reads to officers."""
        return in_words(self.status, self.framework)

    @property
    def state_words_to_school(self) -> str:
        return in_words(self.status, self.framework, to_school=True)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def awaits_moderator(self) -> bool:
        return self.status in AWAITING_MODERATOR

    @property
    def awaits_sip(self) -> bool:
        return self.status in AWAITING_SIP

    @property
    def awaits_school(self) -> bool:
        return self.status in AWAITING_SCHOOL

    @property
    def awaits_officer(self) -> bool:
        return self.status in AWAITING_OFFICER

    @property
    def awaits_director(self) -> bool:
        return self.status in AWAITING_DIRECTOR

    @property
    def is_disputed(self) -> bool:
        return self.status in IN_DISPUTE

    @property
    def is_decided(self) -> bool:
        return self.status == State.DECIDED

    @property
    def has_ended(self) -> bool:
        return self.status in HOLDING

    @property
    def is_brought_in(self) -> bool:
        return self.status == State.BROUGHT_IN

    @property
    def is_withdrawn(self) -> bool:
        return self.status == State.WITHDRAWN

    @property
    def settled_band(self) -> Band | None:
        """The band that holds, or held until a review."""
        return self.framework.band(self.band) if self.band else None

    @property
    def proposed_band(self) -> Band | None:
        return self.framework.band(self.proposal.band) if self.proposal else None

    @property
    def named_band(self) -> Band | None:
        """The decided band, where the list was asked for it, otherwise the proposed one."""
        decided = getattr(self, "decided_band", None)
        return self.framework.band(decided) if decided else self.proposed_band

    @property
    def named_how(self) -> str:
        return "decided" if getattr(self, "decided_band", None) else "proposed"


class Conflict(models.Model):
    """A declared conflict of interest: this person takes no decision here. Append-only by trigger."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=REASON)
    declared_on = models.DateField()

    class Meta:
        ordering = ["declared_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["allocation", "person"], name="one_conflict_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.allocation}"
