"""Queries of judgements: the required actions of a notice with their findings."""

from django.db.models import Prefetch, QuerySet

from ..models import CaseLetter, Finding, Judgement, RequiredAction
from .policies import Judged


def judged(letter: CaseLetter) -> list[Judged]:
    """Return the required actions of a notice in their order, with all findings. Three queries."""
    found = letter.required_actions.prefetch_related(
        Prefetch("findings", _findings(), to_attr="found"),
        Prefetch("carried_from__findings", _findings(), to_attr="found_before"),
    )
    return [
        Judged(number, action, action.found, _first(action.carried_from))
        for number, action in enumerate(found.select_related("carried_from"), start=1)
    ]


def judgements(letter: CaseLetter) -> QuerySet[Judgement]:
    """Return the judgements of a notice, the newest first."""
    return letter.judgements.select_related("by").order_by("-pk")


def _findings() -> QuerySet[Finding]:
    return Finding.objects.select_related("found_by").order_by("-pk")


def _first(action: RequiredAction | None) -> Finding | None:
    found: list[Finding] = getattr(action, "found_before", [])
    return found[0] if found else None
