"""Since when the step that a case is at rests on a letter that was withdrawn: one expression for every list."""

from functools import reduce
from operator import or_

from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from ..states import PREFORMAL_IN_FORCE, CaseState, LetterState
from .letters import CaseLetter

_C = CaseState
# Which letter bears a step.
_BEARS = {
    ("preformal_notice", "directive_notice"): PREFORMAL_IN_FORCE,
    ("formal_notice",): (_C.FORMAL, _C.COMPLIED, _C.NOT_COMPLIED, _C.POWERS_ENDED),
    ("intention_notice",): (_C.ELIGIBLE,),
    ("power_used",): (_C.POWERS_USED,),
    ("academy_concerns",): (_C.CONCERNS_WRITTEN,),
    ("academy_no_improvement",): (_C.NOT_IMPROVED,),
}
BORNE = frozenset(state for states in _BEARS.values() for state in states)
# From the use of a power back to the pre-formal notice.
_LONGEST = 3


def resting_since() -> Subquery:
    """Return, for a queryset of cases, the day on which a letter was withdrawn that the letter of their present step
    rests on; null where there is none."""
    borne = reduce(or_, (Q(kind__in=kinds, case__status__in=states) for kinds, states in _BEARS.items()))
    bearing = CaseLetter.objects.filter(borne, case=OuterRef("pk"), status=LetterState.GIVEN)
    chain = (F("made_from__" * length + "letter__withdrawal__on") for length in range(1, _LONGEST + 1))
    naming = CaseLetter.objects.filter(
        case=OuterRef("case"), kind="intention_notice", powers__contains=OuterRef("powers"), pk__lt=OuterRef("pk")
    )
    withdrawn = naming.filter(status=LetterState.WITHDRAWN).order_by("-pk").values("letter__withdrawal__on")
    unnamed = Case(
        When(~Exists(naming.filter(status=LetterState.GIVEN)), kind="power_used", then=Subquery(withdrawn[:1]))
    )
    return Subquery(bearing.order_by("-pk").annotate(day=Coalesce(*chain, unnamed)).values("day")[:1])
