"""Which notice does a governing body have to answer now, and what was found of what it requires?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from ..kinds import KINDS
from ..models import Case, CaseLetter, Finding, Judgement, RequiredAction
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, LetterState

# Kinds of letter that require something within a period.
NOTICES = tuple(slug for slug, kind in KINDS.items() if kind.notice)


@dataclass(frozen=True)
class Judged:
    """A required action with what was found of it, the newest first."""

    number: int
    action: RequiredAction
    findings: Sequence[Finding]
    # What was found last of the action of the earlier notice that it goes on with.
    earlier: Finding | None

    @property
    def latest(self) -> Finding | None:
        return self.findings[0] if self.findings else None

    @property
    def is_met(self) -> bool:
        return self.latest is not None and self.latest.result == Finding.Result.MET


def notice_in_force(case: Case) -> CaseLetter | None:
    """The notice that has to be answered: the formal one from the day it is given. One query."""
    if case.status not in PREFORMAL_IN_FORCE | FORMAL_IN_FORCE:
        return None
    statutory = case.status in FORMAL_IN_FORCE
    kinds = [slug for slug in NOTICES if KINDS[slug].statutory == statutory]
    return case.letters.filter(kind__in=kinds, status=LetterState.GIVEN).order_by("-given_on", "-pk").first()


def judged(letter: CaseLetter) -> list[Judged]:
    """The required actions of a notice in their order, with all findings. Three queries."""
    found = letter.required_actions.prefetch_related(
        Prefetch("findings", _findings(), to_attr="found"),
        Prefetch("carried_from__findings", _findings(), to_attr="found_before"),
    )
    return [
        Judged(number, action, action.found, _first(action.carried_from))
        for number, action in enumerate(found.select_related("carried_from"), start=1)
    ]


def judgements(letter: CaseLetter) -> QuerySet[Judgement]:
    """Whether the notice was answered, the newest first."""
    return letter.judgements.select_related("by").order_by("-pk")


def _findings() -> QuerySet[Finding]:
    return Finding.objects.select_related("found_by").order_by("-pk")


def _first(action: RequiredAction | None) -> Finding | None:
    found: list[Finding] = getattr(action, "found_before", [])
    return found[0] if found else None
