"""What the authority tells the Secretary of State before it uses a power, and that the Secretary of State is to act
(Education and Inspections Act 2006, sections 70A to 70C, for the authority's lawyer to confirm); what is decided of a
notice that was given while one of the Secretary of State was in force (section 60(4A))."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q

from schools.models import School
from sil.accounts.models import User
from sil.uploads.models import Upload

from ..act import POWERS
from ..states import LetterState
from .cases import Case, SecretaryOfStateNotice, StandingNotice
from .letters import CaseLetter, SignatorysDecision


class StateNotification(models.Model):
    """That the Secretary of State was notified that a power is to be used. Append-only: the latest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="state_notifications")
    power = models.CharField(max_length=20, choices=[(slug, power.name) for slug, power in POWERS.items()])
    notified_on = models.DateField()
    # How it went, and to whom.
    how = models.CharField(max_length=200)
    reference = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-notified_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.power} of {self.case_id}, notified {self.notified_on}"


class StateAct(StandingNotice):
    """A notice of the Secretary of State to the authority to act at a school instead of it: while it stands the
    authority uses no power."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="acts_of_state")

    def __str__(self) -> str:
        return f"The Secretary of State acts at {self.school_id}, {self.given_on}"


class ForbiddenNoticeDecision(SignatorysDecision):
    """What a director decided of a formal notice that the authority gave while section 60(4A) forbade it. Append-only:
    the latest counts, and one recorded wrongly is recorded again."""

    class Outcome(models.TextChoices):
        KEPT = "kept", "The notice is kept"
        OPEN = "open", "It is not decided yet"

    letter = models.ForeignKey(CaseLetter, on_delete=models.PROTECT, related_name="forbidden_decisions")
    # The notice of the Secretary of State that was in force.
    of_state = models.ForeignKey(SecretaryOfStateNotice, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    # Who gave the legal advice that was taken, and when; blank while it is not decided.
    advised_by = models.CharField(max_length=200, blank=True)
    advised_on = models.DateField(null=True, blank=True)

    class Meta(SignatorysDecision.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="kept") | (~Q(advised_by="") & Q(advised_on__isnull=False)),
                name="forbidden_notice_kept_on_advice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.outcome}"


@dataclass(frozen=True, kw_only=True)
class Notified:
    """That the Secretary of State was notified of a power on a day: by a letter that was given, or as somebody recorded
    it."""

    power: str
    on: date
    letter: CaseLetter | None = None
    record: StateNotification | None = None

    @property
    def power_name(self) -> str:
        return POWERS[self.power].name


def notified(case: Case, letters: Iterable[CaseLetter]) -> list[Notified]:
    """Return the notifications of the powers of a case, by its `letters` and as they were recorded, the latest first.
    One query."""
    return sorted([*_by(letters), *_recorded(case)], key=lambda each: each.on, reverse=True)


def notified_on(case: Case, power: str, since: date | None) -> date | None:
    """Return the day on which the Secretary of State was first notified of a power, by the letters that stand and the
    record that counts; those before `since`, the day of the formal notice that stands, were about another one. None
    where that was not done. Two queries."""
    days = [each.on for each in _by(case.letters.filter(kind="state_notified")) if each.power == power]
    days += [each.on for each in _recorded(case) if each.power == power][:1]
    return min((day for day in days if since is None or day >= since), default=None)


def _by(letters: Iterable[CaseLetter]) -> Iterator[Notified]:
    for each in letters:
        if each.kind == "state_notified" and each.status == LetterState.GIVEN:
            assert each.given_on is not None, "it was given"
            yield Notified(power=each.powers[0], on=each.given_on, letter=each)


def _recorded(case: Case) -> Iterator[Notified]:
    """The latest record first: it counts."""
    found = case.state_notifications.select_related("recorded_by").prefetch_related("document").order_by("-pk")
    yield from (Notified(power=each.power, on=each.notified_on, record=each) for each in found)
