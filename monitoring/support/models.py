"""Support that is brokered from others: who gives it, what is agreed, what it costs and what it changed."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.framework.models import FrameworkVersion
from sil.framework.queries import current

from .states import COLOURS, SupportState
from .years import label

# The columns of support that name who gives it.
GIVERS = ("leader", "offer", "provider")


class Provider(models.Model):
    """An organisation that gives support; it is ended by its last day, never deleted."""

    name = models.CharField(max_length=120, unique=True)
    # As the framework file lists them.
    kind = models.CharField(max_length=40)
    contact_name = models.CharField(max_length=120)
    email = models.EmailField()
    telephone = models.CharField(max_length=30, blank=True)
    active_from = models.DateField()
    active_to = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")), name="support_provider_days"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support_provider", kwargs={"pk": self.pk})

    @property
    def kind_name(self) -> str:
        return _name(self.kind, "provider_kinds")

    def is_active(self, on: date) -> bool:
        return self.active_from <= on and (self.active_to is None or on <= self.active_to)


class Leader(models.Model):
    """A system leader in the directory; ended with a reason, never deleted."""

    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True)
    designation = models.CharField(max_length=40)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, blank=True, related_name="system_leaders")
    # The criteria of the framework that they know about, and the phases they work in; all phases where there are none.
    topics = models.JSONField(default=list)
    phases = models.JSONField(default=list, blank=True)
    accredited_from = models.DateField()
    accredited_to = models.DateField(null=True, blank=True)
    # In a financial year.
    days_a_year = models.DecimalField(max_digits=5, decimal_places=1)
    notes = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accredited_to__isnull=True) | Q(accredited_to__gte=F("accredited_from")),
                name="support_leader_days",
            ),
            models.CheckConstraint(condition=Q(days_a_year__gte=0), name="support_leader_has_days"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("support_leader", kwargs={"pk": self.pk})

    @property
    def designation_name(self) -> str:
        return _name(self.designation, "designations")

    @property
    def topic_names(self) -> list[str]:
        return [topic_name(each) for each in self.topics]

    def is_accredited(self, on: date) -> bool:
        return self.accredited_from <= on and (self.accredited_to is None or on <= self.accredited_to)

    def has_expired(self, on: date) -> bool:
        return self.accredited_to is not None and self.accredited_to < on


class LeaderFile(models.Model):
    """What a file would change in the directory, shown before it is saved: all of it or nothing."""

    name = models.CharField(max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    # Each with its line, the key of the leader or None, what is to be stored and what changes in words.
    entries = models.JSONField()
    problems = models.JSONField()
    unknown = models.JSONField()
    saved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class SchoolOffer(models.Model):
    """What a strong school offers to others (framework, band A: outreach)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="support_offers")
    topic = models.CharField(max_length=40)
    text = models.TextField()
    phases = models.JSONField(default=list, blank=True)
    days_a_year = models.DecimalField(max_digits=5, decimal_places=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["school__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="support_offer_days"
            ),
            models.CheckConstraint(condition=Q(days_a_year__gte=0), name="support_offer_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.topic_name}"

    def get_absolute_url(self) -> str:
        return reverse("support_offer", kwargs={"pk": self.pk})

    @property
    def topic_name(self) -> str:
        return topic_name(self.topic)

    def is_open(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class BudgetLine(models.Model):
    """Money for support in a financial year. What is committed and spent is counted from the support itself."""

    name = models.CharField(max_length=80)
    # The calendar year in which it begins, on 1 April.
    financial_year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering = ["-financial_year", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["financial_year", "name"], name="support_budget_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="support_budget_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {label(self.financial_year)}"

    def get_absolute_url(self) -> str:
        return reverse("support_budget", kwargs={"pk": self.pk})


class Support(models.Model):
    """Support for a school from others, from the need to what it changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="brokered_support")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=15, choices=SupportState, default=SupportState.ASKED)
    # As the framework lists them: the kind of support, the criterion it is about, and its priorities.
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=40)
    priorities = models.JSONField(default=list, blank=True)
    need = models.TextField()
    days_wished = models.DecimalField(max_digits=5, decimal_places=1)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_school = models.BooleanField()
    asked_on = models.DateField()
    # Who gives it: one of the three, once somebody is proposed.
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="support")
    leader = models.ForeignKey(Leader, on_delete=models.PROTECT, null=True, blank=True, related_name="support")
    offer = models.ForeignKey(SchoolOffer, on_delete=models.PROTECT, null=True, blank=True, related_name="support")
    days = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    budget = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, null=True, blank=True, related_name="support")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    officer_agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    officer_agreed_on = models.DateField(null=True, blank=True)
    head_agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_agreed_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    # Why it was approved although the budget did not have so much left.
    over_reason = models.TextField(blank=True)
    commissioned_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    final_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        indexes = [
            models.Index(fields=["school", "-asked_on"], name="support_of_school"),
            models.Index(fields=["status"], name="support_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[SupportState.ASKED, SupportState.DECLINED, SupportState.WITHDRAWN])
                | Q(days__gt=0, cost__gte=0, starts_on__isnull=False, ends_on__gte=F("starts_on"))
                & (
                    Q(provider__isnull=False, leader__isnull=True, offer__isnull=True)
                    | Q(provider__isnull=True, leader__isnull=False, offer__isnull=True)
                    | Q(provider__isnull=True, leader__isnull=True, offer__isnull=False)
                ),
                name="support_names_one_giver",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("officer_agreed_by")),
                name="support_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(final_cost__isnull=True) | Q(final_cost__gte=0, final_cost__lte=F("cost")),
                name="support_costs_no_more",
            ),
        ]

    def __str__(self) -> str:
        return f"Support for {self.school_id}, {self.asked_on}"

    def get_absolute_url(self) -> str:
        return reverse("support", kwargs={"pk": self.pk})

    @property
    def given_by(self) -> "Provider | Leader | SchoolOffer | None":
        """The record of who gives it; None before somebody is proposed."""
        return self.provider or self.leader or self.offer

    @property
    def giver_key(self) -> str:
        """What names who gives it in a form and in a declared interest, like "leader-3"; blank for nobody."""
        by = next((each for each in GIVERS if getattr(self, f"{each}_id")), "")
        return f"{by}-{getattr(self, f'{by}_id')}" if by else ""

    @property
    def giver_name(self) -> str:
        return str(self.offer.school if self.offer else self.given_by or "")

    @property
    def giver_kind(self) -> str:
        """What gives the support, in words; blank before somebody is proposed."""
        if self.provider:
            return self.provider.kind_name
        if self.leader:
            return self.leader.designation_name
        return "A school" if self.offer else ""

    @property
    def kind_name(self) -> str:
        found = self.framework_version.framework.support.kind(self.kind)
        return found.name if found else self.kind

    @property
    def topic_name(self) -> str:
        found = self.framework_version.framework.criterion(self.topic)
        return found.name if found else self.topic

    @property
    def priority_names(self) -> list[str]:
        return [each.name for each in self.framework_version.framework.priorities if each.id in self.priorities]

    @property
    def colour(self) -> str:
        return COLOURS[SupportState(self.status)]


class Delivery(models.Model):
    """Days of support that were given on a day; put right by one that replaces it."""

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="deliveries")
    day = models.DateField()
    days = models.DecimalField(max_digits=5, decimal_places=1)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    # Why it replaces an earlier entry, which then no longer counts.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.CheckConstraint(condition=Q(days__gte=0), name="support_days_given")]

    def __str__(self) -> str:
        return f"{self.days} days on {self.day}"


class Evaluation(models.Model):
    """What support changed, as the school or the service says."""

    class Side(models.TextChoices):
        SCHOOL = "school", "the school"
        SERVICE = "service", "the service"

    class Impact(models.TextChoices):
        STRONG = "strong", "A strong difference"
        SOME = "some", "Some difference"
        LITTLE = "little", "Little difference"
        NONE = "none", "No difference"

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="evaluations")
    side = models.CharField(max_length=10, choices=Side)
    impact = models.CharField(max_length=10, choices=Impact)
    changed = models.TextField()
    again = models.BooleanField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["support", "side"], name="support_evaluated_once")]

    def __str__(self) -> str:
        return f"Evaluation for {self.side} of {self.support_id}"


class Conflict(models.Model):
    """An interest that somebody declared in who gives support: they neither agree nor approve it of them."""

    class What(models.TextChoices):
        RELATED = "related", "Family or friend of the person who gives the support"
        GOVERNOR = "governor", "Governor or trustee of the organisation that gives the support"
        WORKS = "works", "Works, or has worked, for the organisation that gives the support"
        OTHER = "other", "Another interest"

    support = models.ForeignKey(Support, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Who would give it when it was declared, as in Support.giver_key; blank while it is asked for, and then of anybody.
    giver = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField()
    declared_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["support", "user", "giver"], name="support_conflict_once")]

    def __str__(self) -> str:
        return f"Conflict of {self.user_id} in {self.support_id}"


def topic_name(topic: str) -> str:
    """What the framework in force today calls a criterion; its id where it has it no more."""
    framework = current()
    found = framework.criterion(topic) if framework else None
    return found.name if found else topic


def _name(key: str, of: str) -> str:
    """What the framework in force today calls a kind of provider or a designation."""
    framework = current()
    listed = getattr(framework.support, of) if framework else ()
    return next((each.name for each in listed if each.id == key), key)
