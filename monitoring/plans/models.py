"""Partnership plans: what a school and its partner write together and agree while the school's band asks for it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from allocations.models import Allocation
from monitoring.visits.models import Visit
from schools.models import DocumentVersion, School
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.framework.schema import Framework
from sil.letters.made import Made, MadeFile

from .states import COLOURS, WRITABLE, EndReason, PlanState, Rating, Side


class PartnershipPlan(models.Model):
    """The plan of a school. The text that is written stands in its objectives, what was agreed in its versions.

    `text_version` counts every change of the text, so that nobody agrees what they have not read; the two agreements
    are those to the text as it stands, None for a side that has not agreed it.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="partnership_plans", db_index=False)
    # The one whose band asked for it, and the framework that said so.
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="+")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    # How often that framework has the plan reviewed in each term; a query of many plans does not read the file.
    reviews_each_term = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=PlanState, default=PlanState.ASKED)
    asked_on = models.DateField()
    # By when it is to be agreed, and when it first was: what the period says (`sil.deadlines.kept`).
    due_on = models.DateField(null=True, blank=True, editable=False)
    met_on = models.DateField(null=True, blank=True, editable=False)
    text_version = models.PositiveIntegerField(default=0)
    partner_agreement = models.ForeignKey(
        "Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    head_agreement = models.ForeignKey(
        "Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # The number of the version in force, 0 before there is one, and the day it was agreed.
    number = models.PositiveSmallIntegerField(default=0)
    agreed_on = models.DateField(null=True, blank=True)
    # Of a change under way: why, by whom and since when.
    change_reason = models.TextField(blank=True)
    change_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    change_on = models.DateField(null=True, blank=True)
    # Of one that has ended; `ended_from` is the state before, to which it returns if it goes on.
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_from = models.CharField(max_length=10, choices=PlanState, blank=True)
    end_reason = models.CharField(max_length=15, choices=EndReason, blank=True)
    end_note = models.TextField(blank=True)

    class Meta:
        ordering = ["school__name", "-pk"]
        indexes = [
            models.Index(fields=["status", "due_on"], name="partnership_plan_due"),
            models.Index(fields=["school", "ended_on"], name="partnership_plan_of_school"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school"], condition=~Q(status=PlanState.ENDED), name="one_open_partnership_plan"
            ),
            models.CheckConstraint(
                condition=Q(status=PlanState.ENDED, ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(status=PlanState.ENDED) & Q(ended_on__isnull=True, end_reason=""),
                name="partnership_plan_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PlanState.AGREED, PlanState.CHANGING])
                | Q(number__gt=0, agreed_on__isnull=False),
                name="partnership_plan_agreed_has_version",
            ),
        ]

    def __str__(self) -> str:
        return f"Partnership plan of {self.school_id}, {self.status}"

    def get_absolute_url(self) -> str:
        return reverse("partnership_plan", kwargs={"pk": self.pk})

    @property
    def framework(self) -> Framework:
        return self.framework_version.framework

    @property
    def title(self) -> str:
        """What the authority calls such a plan."""
        rules = self.framework.partnership_plan
        assert rules is not None, "only a framework with plans asks for one"
        return rules.title

    @property
    def is_writable(self) -> bool:
        return self.status in WRITABLE

    @property
    def is_ended(self) -> bool:
        return self.status == PlanState.ENDED

    @property
    def is_in_force(self) -> bool:
        """Whether a version was agreed and holds."""
        return self.number > 0 and not self.is_ended

    def title_of(self, side: Side) -> str:
        """What the authority calls whoever writes the plan on a side."""
        return self.framework.title("headteacher" if side == Side.HEAD else "sip")

    def agreement_of(self, side: Side) -> "Agreement | None":
        return self.head_agreement if side == Side.HEAD else self.partner_agreement

    @property
    def waits_for(self) -> Side | None:
        """The side that has not agreed the text that the other one agreed, or None."""
        if not self.is_writable or (self.head_agreement_id is None) == (self.partner_agreement_id is None):
            return None
        return Side.HEAD if self.head_agreement_id is None else Side.PARTNER

    @property
    def state_words(self) -> str:
        if side := self.waits_for:
            what = "Change waiting" if self.status == PlanState.CHANGING else "Waiting"
            return f"{what} for the {self.title_of(side)}"
        return self.get_status_display()

    @property
    def colour(self) -> str:
        return "orange" if self.waits_for else COLOURS[PlanState(self.status)]


class Agreement(models.Model):
    """That one side agreed the text of a plan as it stood. Append-only by trigger; `text_hash` is of that text."""

    plan = models.ForeignKey(PartnershipPlan, on_delete=models.PROTECT, related_name="agreements")
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()
    text_version = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.side} agreed {self.plan_id}, text {self.text_version}"


class Objective(models.Model):
    """One objective of a plan as it is written. It is the same objective in every version that has it; one that was
    removed stays, so that it can be put back.

    `content` is as typed: {"title", "indicator", "baseline", "target", "target_on": [day, month, year], "priorities":
    [id], "actions": [{"what", "who", "by"}], "milestones": [{"what", "by"}]}. The source it was drawn from is kept in
    words that nothing changes later.
    """

    plan = models.ForeignKey(PartnershipPlan, on_delete=models.PROTECT, related_name="objectives")
    place = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=60, blank=True)
    source_words = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_on = models.DateField(null=True, blank=True)
    # Counts saves; `replaced` keeps what was saved over (`sil.drafts`).
    version = models.PositiveIntegerField(default=0)
    replaced = models.JSONField(default=list)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"Objective {self.place} of plan {self.plan_id}"

    def get_absolute_url(self) -> str:
        return reverse("plan_objective", kwargs={"pk": self.pk})


class PlanVersion(models.Model):
    """A plan as both sides agreed it: append-only. `reason` says why it took the place of the one before."""

    plan = models.ForeignKey(PartnershipPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    agreed_on = models.DateField()
    agreed_at = models.DateTimeField()
    partner_agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    head_agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="partnership_plan_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of plan {self.plan_id}"

    def get_absolute_url(self) -> str:
        return reverse("partnership_plan_version", kwargs={"pk": self.plan_id, "number": self.number})


class AgreedObjective(models.Model):
    """An objective as a version has it: append-only. `actions` and `milestones` hold days as ISO text or blank."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="objectives")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="agreed")
    place = models.PositiveSmallIntegerField()
    title = models.TextField()
    source_words = models.TextField(blank=True)
    indicator = models.TextField()
    baseline = models.TextField()
    target = models.TextField()
    target_on = models.DateField()
    # Ids of priorities of the framework.
    priorities = models.JSONField(default=list)
    actions = models.JSONField(default=list)
    milestones = models.JSONField(default=list)

    class Meta:
        ordering = ["version", "place"]
        constraints = [models.UniqueConstraint(fields=["version", "objective"], name="agreed_objective_once")]

    def __str__(self) -> str:
        return f"Objective {self.place} of version {self.version_id}"

    def get_absolute_url(self) -> str:
        return f"{self.version.get_absolute_url()}#objective-{self.place}"


class PlanReview(models.Model):
    """A review of a plan in force on a day. What it says of each objective is in its ratings, which are only added to.

    One that a report of a visit told (`from_report`) is of the day of that visit, and counts only while that report is
    on record. A plan is reviewed once at a visit: by its report or apart from it.
    """

    plan = models.ForeignKey(PartnershipPlan, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_reviews")
    from_report = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "visit"],
                condition=Q(visit__isnull=False, withdrawn_on__isnull=True),
                name="plan_review_once_at_a_visit",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_reason=""),
                name="plan_review_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(from_report=False) | Q(visit__isnull=False), name="plan_review_of_a_report_has_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"Review of plan {self.plan_id}, {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("plan_review", kwargs={"pk": self.pk})


class ObjectiveRating(models.Model):
    """What a review says of an objective: append-only. A correction is another row that replaces the one before, with
    `correction` as its reason. `done` are the numbers of the actions that are done, from 0."""

    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, related_name="ratings")
    agreed = models.ForeignKey(AgreedObjective, on_delete=models.PROTECT, related_name="ratings")
    rating = models.PositiveSmallIntegerField(choices=Rating)
    reason = models.TextField()
    value = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    cited = models.ForeignKey(DocumentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done = models.JSONField(default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    correction = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "agreed__place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "agreed"], condition=Q(replaces=None), name="plan_rating_once_in_a_review"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, correction="") | Q(replaces__isnull=False) & ~Q(correction=""),
                name="plan_rating_corrected_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Rating of objective {self.agreed_id} in review {self.review_id}"

    @property
    def words(self) -> str:
        return Rating(self.rating).words

    @property
    def colour(self) -> str:
        return Rating(self.rating).colour


class RatingComment(models.Model):
    """What the headteacher says about an objective in a review, once and apart from the rating: append-only."""

    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, related_name="comments")
    agreed = models.ForeignKey(AgreedObjective, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_as = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "agreed"], name="plan_comment_once")]

    def __str__(self) -> str:
        return f"Comment on objective {self.agreed_id} in review {self.review_id}"


class PlanPaper(Made):
    """A PDF about a plan for its governing body, made by a worker from what was on record. `ratings` are those that it
    repeats: once one of them was corrected or withdrawn, nobody reads the paper any more."""

    plan = models.ForeignKey(PartnershipPlan, on_delete=models.PROTECT, related_name="papers")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ratings = models.ManyToManyField(ObjectiveRating, related_name="papers", blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Paper {self.pk} of plan {self.plan_id}"


class PlanPaperFile(MadeFile):
    paper = models.OneToOneField(PlanPaper, on_delete=models.PROTECT, related_name="file")
