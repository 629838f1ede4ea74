"""What questions about a letter rest on and stands elsewhere: the terms of its school, the other notices in force, the
answers that were given before. Read along with the letter, so that its pages need no query for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from monitoring.visits.models import Term
from monitoring.visits.terms.queries import is_outside
from sil.framework.years import academic_year

from ..kinds import KINDS, NOTICES
from ..models import CaseLetter, Confirmation
from ..states import DIRECTIVE_GIVEN, FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, CaseState, LetterState

_NOTHING: dict[str, Any] = {"said_terms": (), "said_notices": (), "said_answers": ()}
_STATUTORY = [slug for slug in NOTICES if KINDS[slug].statutory]
_IN_FORCE = Q(case__status__in=FORMAL_IN_FORCE, kind__in=_STATUTORY) | Q(
    case__status__in=PREFORMAL_IN_FORCE, kind__in=[slug for slug in NOTICES if slug not in _STATUTORY]
)


@dataclass(frozen=True, kw_only=True)
class TermDays:
    """A term by its days; `is_own` says that it is the school's own and not the authority's."""

    year: int
    is_own: bool
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class OtherNotice:
    """Another notice in force for the school, with its case."""

    kind: str
    given_on: date
    reference: str
    status: str

    @property
    def state_words(self) -> str:
        is_directive = self.status == CaseState.PREFORMAL and self.kind == "directive_notice"
        return DIRECTIVE_GIVEN if is_directive else str(CaseState(self.status).label)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody confirmed (`Confirmation`), as the pages show it."""

    act: str
    sentence: str
    reason: str
    by: str
    by_as: str
    at: datetime

    @property
    def act_words(self) -> str:
        return str(Confirmation.Act(self.act).label)


@dataclass(frozen=True, kw_only=True)
class Facts:
    terms: Sequence[TermDays]
    notices: Sequence[OtherNotice]
    answers: Sequence[Answer]

    def days_outside(self, first: date, last: date) -> int:
        """Return how many days from the first to the last (both included) are outside the terms on record."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return sum(is_outside(day, self._terms_of(academic_year(day))) for day in days)

    def _terms_of(self, year: int) -> Sequence[TermDays]:
        found = [term for term in self.terms if term.year == year]
        return [term for term in found if term.is_own] or found


def with_facts(letters: QuerySet[CaseLetter]) -> QuerySet[Any]:
    """Return letters with what `facts_of` reads. A restricted case other than the letter's own is left out: whoever
    prepares or signs may not know of it (ADR 33)."""
    return letters.annotate(**_said())


@cache
def _said() -> dict[str, ArraySubquery]:
    """Made once a process: it is the same for every letter, and dearer to make than to ask."""
    known = Q(case__restricted=False) | Q(case=OuterRef("case"))
    others = CaseLetter.objects.filter(
        _IN_FORCE, known, case__school=OuterRef("case__school"), status=LetterState.GIVEN
    )
    terms = Term.objects.filter(Q(school=OuterRef("case__school")) | Q(school=None)).order_by("starts_on", "pk")
    answers = Confirmation.objects.filter(letter=OuterRef("pk")).order_by("pk")
    return {
        "said_terms": ArraySubquery(
            terms.values(
                said=JSONObject(
                    year=F("academic_year"), school=F("school"), starts_on=F("starts_on"), ends_on=F("ends_on")
                )
            )
        ),
        "said_notices": ArraySubquery(
            others.order_by("given_on", "pk").values(
                said=JSONObject(
                    pk=F("pk"),
                    kind=F("kind"),
                    given_on=F("given_on"),
                    reference=F("case__reference"),
                    status=F("case__status"),
                )
            )
        ),
        "said_answers": ArraySubquery(
            answers.values(
                said=JSONObject(
                    act=F("act"),
                    sentence=F("sentence"),
                    reason=F("reason"),
                    by=F("by__name"),
                    by_as=F("by_as"),
                    at=F("at"),
                )
            )
        ),
    }


def facts_of(letter: CaseLetter) -> Facts:
    """Return the facts about a letter: those that were read along with it, otherwise by one query. The notice that it
    follows is no other one. One that is not stored has none."""
    read = vars(letter)
    if "said_terms" not in read:
        asked = with_facts(CaseLetter.objects.filter(pk=letter.pk)).order_by()
        read = asked.values("said_terms", "said_notices", "said_answers").first() or _NOTHING
    own = (letter.pk, letter.made_from_id)
    return Facts(
        terms=[_term(said) for said in read["said_terms"]],
        notices=[_notice(said) for said in read["said_notices"] if said["pk"] not in own],
        answers=[Answer(**said | {"at": datetime.fromisoformat(said["at"])}) for said in read["said_answers"]],
    )


def _term(said: dict[str, Any]) -> TermDays:
    starts_on, ends_on = (date.fromisoformat(said[day]) for day in ("starts_on", "ends_on"))
    return TermDays(year=said["year"], is_own=said["school"] is not None, starts_on=starts_on, ends_on=ends_on)


def _notice(said: dict[str, Any]) -> OtherNotice:
    given_on = date.fromisoformat(said["given_on"])
    return OtherNotice(kind=said["kind"], given_on=given_on, reference=said["reference"], status=said["status"])
