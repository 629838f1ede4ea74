"""Letters of cases, the actions that they require, and how these were judged."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.framework.intervention import Step
from sil.letters.models import Letter, Method

from ..kinds import KINDS, WITHDRAWAL, Kind, name_of_kind
from ..states import LETTER_COLOURS, UNDER_WAY, WRITABLE, LetterState
from .cases import Case

# A letter that is being prepared or signed; one that withdraws another goes beside it.
IN_PROGRESS = Q(status__in=UNDER_WAY) & ~Q(kind=WITHDRAWAL)


class CaseLetter(models.Model):
    """A letter of a case from its first draft to the day it is given, and after.

    The words of what was signed stand in the letter itself (sil.letters) and never change; one that
    was not given on its day is dated and signed again, as another letter.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40, choices=[(kind.slug, kind.name) for kind in KINDS.values()])
    status = models.CharField(max_length=15, choices=LetterState, default=LetterState.DRAFTED)
    # The notice or letter that it answers, whose required actions a notice takes on.
    made_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    # id of a part -> text
    parts = models.JSONField(default=dict)
    # Slugs of grounds and powers (act.GROUNDS, act.POWERS).
    grounds = models.JSONField(default=list)
    powers = models.JSONField(default=list)
    # For the use of a power, as typed: [{"who", "on": [day, month, year], "said"}], {"on": [...], "reference"}.
    consulted = models.JSONField(default=list)
    consent = models.JSONField(default=dict)
    # The discussion that an invitation offers, as typed (`letters.written`).
    meeting = models.JSONField(default=dict)
    # What the letter that uses a power says of it, as typed: {"governors-number": "2", "board-starts": [day, month,
    # year]} (`act.key_of_detail`).
    details = models.JSONField(default=dict)
    # Whether a formal notice is the written notice of section 60(1)(d) too.
    intends = models.BooleanField(default=False)
    # How long the governing body has, and why, as typed: {"count": "28", "unit": "calendar", "why": "…"}.
    compliance = models.JSONField(default=dict)
    # What was written of its recipients, by their keys (`recipients.recipients_of`).
    written_of_recipients = models.JSONField(default=dict)
    # The day it bears and goes on; set when it is presented.
    dated = models.DateField(null=True, blank=True)
    # Counts saves, so that an older window does not overwrite a newer one; `replaced` keeps what gave way.
    version = models.PositiveIntegerField(default=0)
    replaced = models.JSONField(default=list)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    # Everybody who wrote in it, who therefore does not sign it.
    writers = models.ManyToManyField(User, related_name="+", blank=True)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    presented_at = models.DateTimeField(null=True, blank=True)
    # As it was signed last.
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The day of service on whom it is addressed to, and the period as printed: these never move.
    given_on = models.DateField(null=True, blank=True)
    period_starts_on = models.DateField(null=True, blank=True)
    period_ends_on = models.DateField(null=True, blank=True)
    period_basis = models.TextField(blank=True)
    plan_ends_on = models.DateField(null=True, blank=True)
    plan_basis = models.TextField(blank=True)
    # Of a notice of the powers that are to be used, as printed: the last day for representations, and the first day on
    # which one of them can be used.
    represent_by = models.DateField(null=True, blank=True)
    usable_from = models.DateField(null=True, blank=True)
    usable_basis = models.TextField(blank=True)
    # The day by which a letter about an academy asks for an answer, as printed.
    answer_ends_on = models.DateField(null=True, blank=True)
    answer_basis = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status__in=["drafted", "presented", "returned", "signed", "lapsed"])
                & ~Q(kind="withdrawal"),
                name="one_letter_under_way",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "given", "withdrawn"]) | Q(letter__isnull=False),
                name="case_letter_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["given", "withdrawn"]) | Q(given_on__isnull=False), name="case_letter_given_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_of.name} of {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("case_letter", kwargs={"pk": self.pk})

    @property
    def school(self) -> School:
        return self.case.school

    @property
    def kind_of(self) -> Kind:
        return KINDS[self.kind]

    @property
    def step(self) -> Step:
        """Who signs it, to whom it goes and what is checked before, by the framework of its case. A letter that
        withdraws another goes as that one did."""
        rules = self.case.framework.intervention
        assert rules is not None, "a case is under a framework that has them"
        if self.kind_of.withdraws:
            assert self.made_from is not None, "it withdraws a letter"
            return rules.withdrawal_of(self.made_from.kind)
        return rules.step(self.kind)

    @property
    def name(self) -> str:
        """What the authority calls it."""
        return name_of_kind(self.kind, self.case.framework.intervention)

    @property
    def name_within(self) -> str:
        """Its name as it stands within a sentence."""
        return f"{self.name[0].lower()}{self.name[1:]}"

    @property
    def colour(self) -> str:
        return LETTER_COLOURS[self.status]

    @property
    def is_notice_of_powers(self) -> bool:
        """Whether it gives the governing body written notice of the powers that are to be used (section 60(1)(d))."""
        return self.kind_of.intends or (self.kind_of.may_intend and self.intends)

    @property
    def is_writable(self) -> bool:
        return self.status in WRITABLE


class RequiredAction(models.Model):
    """One thing that a notice requires of the governing body, judged by itself."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.CASCADE, related_name="required_actions")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    # What will show that it is done.
    measure = models.TextField(blank=True)
    # The action of the earlier notice that it goes on with.
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["letter", "place"]
        constraints = [models.UniqueConstraint(fields=["letter", "place"], name="required_action_place_once")]

    def __str__(self) -> str:
        return self.text


class Finding(models.Model):
    """What an officer found of a required action, and on which evidence. Append-only: the latest counts."""

    class Result(models.TextChoices):
        MET = "met", "Done"
        PARTLY = "partly", "Done in part"
        NOT_MET = "not_met", "Not done"

    action = models.ForeignKey(RequiredAction, on_delete=models.PROTECT, related_name="findings")
    result = models.CharField(max_length=10, choices=Result)
    evidence = models.TextField()
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    found_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["action", "-pk"]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.result}"


class Judgement(models.Model):
    """Whether a notice was answered: improvement secured or not, complied with or not. Append-only."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="judgements")
    secured = models.BooleanField()
    reasons = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "-pk"]

    def __str__(self) -> str:
        return f"Judgement on {self.letter_id}, {self.on}"

    @property
    def words(self) -> str:
        """What it says of the notice, which a formal one is complied with and any other answered."""
        if self.letter.kind_of.statutory:
            return "Complied with" if self.secured else "Not complied with"
        return "Improvement secured" if self.secured else "Improvement not secured"


class CaseRecipient(models.Model):
    """Whom a letter that is being prepared will go to, and how; frozen in the letter when it is signed."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.CASCADE, related_name="recipients")
    place = models.PositiveSmallIntegerField()
    # A `sil.framework.intervention.Party`, and the same with the person's key where it is a person.
    party = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    is_copy = models.BooleanField(default=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    post = models.CharField(max_length=100, blank=True)
    salutation = models.CharField(max_length=150, blank=True)
    address = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    method = models.CharField(max_length=10, choices=Method, default=Method.EMAIL)

    class Meta:
        ordering = ["letter", "place"]
        constraints = [models.UniqueConstraint(fields=["letter", "key"], name="case_recipient_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}" if self.post else self.name


class Tick(models.Model):
    """One check of the framework's list that somebody made, with the moment; gone when it is taken back
    or the letter changes, while the history keeps it."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.CASCADE, related_name="ticks")
    check_id = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "check_id"], name="tick_once")]

    def __str__(self) -> str:
        return f"{self.check_id} of {self.letter_id}"

    @property
    def name(self) -> str:
        """What was checked, in the words of the framework of its case."""
        return next((each.name for each in self.letter.step.checks if each.id == self.check_id), self.check_id)


class Remark(models.Model):
    """What somebody who was to sign a letter said when they returned it. Append-only."""

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_as = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "-pk"]

    def __str__(self) -> str:
        return f"Remark on {self.letter_id}"


class SignatorysDecision(models.Model):
    """What somebody who signs such letters decided of one that was given. Append-only: the latest counts, and one
    recorded wrongly is recorded again."""

    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_as = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["letter", "-pk"]
