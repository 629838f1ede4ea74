"""Concern cases, their evidence and discussions, and warning notices of the Secretary of State."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from schools.models import School
from sil.accounts.models import User
from sil.clock import in_words
from sil.framework.intervention import Intervention
from sil.framework.models import FrameworkVersion, read_version
from sil.framework.schema import Framework
from sil.uploads.models import Upload

from ..kinds import KINDS, NOTICES
from ..states import (
    COLOURS,
    DIRECTIVE_GIVEN,
    ENDED,
    FORMAL_IN_FORCE,
    POWER_ENDED,
    PREFORMAL_IN_FORCE,
    Branch,
    CaseState,
    LetterState,
)

if TYPE_CHECKING:
    from .letters import CaseLetter

SCOPE = "case:"


class Case(models.Model):
    """A concern about a school, from the day it is recorded to its end.

    `branch` is the way the case goes, by the school's type when it was opened; each step asks for the
    type on its own day. A school that converts gets a new URN, and a case there that continues this one.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="concern_cases")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    branch = models.CharField(max_length=10, choices=Branch)
    status = models.CharField(max_length=20, choices=CaseState, default=CaseState.OPENED)
    # The id of one of the framework's sources, and the day the concern is from.
    source = models.CharField(max_length=40)
    since = models.DateField()
    concern = models.TextField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases_owned")
    high_risk = models.BooleanField(default=False)
    # Read by its owner and those named alone, by directors where the owner is gone (ADR 33).
    restricted = models.BooleanField(default=False)
    named = models.ManyToManyField(User, related_name="cases_named", blank=True)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )
    # The first day on which a period of its notices or plans ends: what those that run say (`sil.deadlines.kept`).
    due_on = models.DateField(null=True, blank=True, editable=False)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["school", "-opened_on"], name="case_of_school"),
            models.Index(fields=["owner"], condition=Q(ended_on__isnull=True), name="case_open_of_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=sorted(ENDED), ended_on__isnull=False)
                | (~Q(status__in=sorted(ENDED)) & Q(ended_on__isnull=True)),
                name="case_ended_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.school_id}"

    def get_absolute_url(self) -> str:
        return reverse("case", kwargs={"pk": self.pk})

    @property
    def framework(self) -> Framework:
        return read_version(self.framework_version.sha256)

    @property
    def rules(self) -> Intervention | None:
        """What its framework says of schools causing concern; None for a case that is not stored yet."""
        return self.framework.intervention if self.framework_version_id else None

    @property
    def scope(self) -> str:
        """Where its events belong: apart from the school's, since not everybody who reads those reads the case."""
        return f"{SCOPE}{self.pk}"

    @property
    def colour(self) -> str:
        return COLOURS[self.status]

    @property
    def state_words(self) -> str:
        """How its state reads wherever it is shown, with the mark that it rests on a letter that was withdrawn. No
        query where `related` read the case."""
        since = self.rests_on_withdrawn_since
        if since is None:
            return self._state_name
        what = "letter" if self.is_academy else "notice"
        return f"{self._state_name} (rests on a {what} that was withdrawn on {in_words(since)})"

    @property
    def rests_on_withdrawn_since(self) -> date | None:
        """The day on which a letter was withdrawn that the letter of its present step rests on. No query where
        `related` read the case."""
        from .resting import BORNE, resting_since

        if self.status not in BORNE:
            return None
        if hasattr(self, "rests_since"):
            annotated: date | None = self.rests_since
            return annotated
        found = Case.objects.filter(pk=self.pk).annotate(rests_since=resting_since())
        return found.values_list("rests_since", flat=True).get()

    @property
    def power_ended_on(self) -> date | None:
        """The last day of its power that ended last. No query where `related` read the case."""
        from .power_reviews import last_end

        if hasattr(self, "last_power_ended"):
            annotated: date | None = self.last_power_ended
            return annotated
        found = Case.objects.filter(pk=self.pk).annotate(last_power_ended=last_end())
        return found.values_list("last_power_ended", flat=True).get()

    @property
    def _state_name(self) -> str:
        """A directive notice has its own name; where the last power has ended, its last day is named."""
        if self.status in POWER_ENDED and (day := self.power_ended_on):
            return str(self.get_status_display()).replace("Power ended", f"Power ended on {in_words(day)}", 1)
        if self.status != CaseState.PREFORMAL:
            return str(self.get_status_display())
        directive = getattr(self, "is_directive", None)
        if directive is None:
            directive = self.letters.filter(kind="directive_notice", status=LetterState.GIVEN).exists()
        name = self.rules.name_of("directive_notice" if directive else "preformal_notice") if self.rules else ""
        if name:
            return f"{name} given"
        return DIRECTIVE_GIVEN if directive else str(self.get_status_display())

    @property
    def is_open(self) -> bool:
        return self.status not in ENDED

    @property
    def is_academy(self) -> bool:
        return self.branch == Branch.ACADEMY

    @property
    def notice_in_force(self) -> bool:
        return self.status in PREFORMAL_IN_FORCE | FORMAL_IN_FORCE

    def notice_to_answer(self) -> "CaseLetter | None":
        """The notice that the governing body has to answer: the formal one from the day it is given. One query."""
        if not self.notice_in_force:
            return None
        statutory = self.status in FORMAL_IN_FORCE
        kinds = [slug for slug in NOTICES if KINDS[slug].statutory == statutory]
        given = self.letters.filter(kind__in=kinds, status=LetterState.GIVEN)
        return given.order_by("-given_on", "-pk").first()

    @property
    def source_name(self) -> str:
        rules = self.framework.intervention
        source = rules.source(self.source) if rules else None
        return source.name if source else self.source


class CaseEvidence(models.Model):
    """One thing that bears the concern out, as it stood when it was taken onto the case.

    It is never deleted: what was taken off says by whom and why.
    """

    class BearsOn(models.TextChoices):
        CONCERN = "concern", "The concern itself"
        INABILITY = "inability", "The school's reluctance or inability to act in a reasonable time"
        IMPROVEMENT = "improvement", "Improvement"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    bears_on = models.CharField(max_length=15, choices=BearsOn)
    text = models.TextField()
    # Who says so, such as "Ofsted, graded inspection", and the day it is from.
    source = models.CharField(max_length=200)
    dated = models.DateField(null=True, blank=True)
    # Where it stands in this service, for whoever may open that.
    href = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField()
    removed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_on = models.DateField(null=True, blank=True)
    removed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["case", "dated", "pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.source})"


class Discussion(models.Model):
    """What was said between the Director of Education, the headteacher and the chair. Append-only: what
    was recorded wrongly is recorded again, and the latest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="discussions")
    held_on = models.DateField()
    # Who spoke for the authority, in which role.
    director = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    director_as = models.CharField(max_length=100)
    head_present = models.BooleanField()
    chair_present = models.BooleanField()
    # Why one of them was not there; no notice follows where that is left open.
    absence = models.TextField(blank=True)
    others = models.TextField(blank=True)
    said = models.TextField()
    agreed = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"Discussion of {self.case_id}, {self.held_on}"


class StandingNotice(models.Model):
    """What the Secretary of State gave, which stands until somebody records its end."""

    given_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-given_on", "-pk"]


class SecretaryOfStateNotice(StandingNotice):
    """A warning notice that the Secretary of State says she gave: while it stands the authority gives none
    (Education and Inspections Act 2006, section 60(4A))."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="notices_of_state")
    told_on = models.DateField()

    def __str__(self) -> str:
        return f"Notice of the Secretary of State to {self.school_id}, {self.given_on}"
