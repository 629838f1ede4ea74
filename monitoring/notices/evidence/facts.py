"""Facts for the grid: a notice of the authority in force that bears on a criterion."""

from collections.abc import Iterator
from datetime import date

from django.db.models import OuterRef, Subquery

from schools.models import School
from schools.succession import urns_with_predecessors
from sil.clock import in_words
from sil.framework.schema import Framework
from sil.web.evidence import Fact, Provider

from ..kinds import KINDS, name_of_kind
from ..models import Case, CaseLetter
from ..states import FORMAL_IN_FORCE, PREFORMAL_IN_FORCE, LetterState

NOTICES = [kind.slug for kind in KINDS.values() if kind.notice]


def facts(school: School, framework: Framework, on: date) -> Iterator[Fact]:
    """Yield the notices in force for a school. A school reads its grid, and so do officers who may not know of a
    restricted case: such a case says nothing here. One query."""
    rules = framework.intervention
    if rules is None or rules.criterion is None:
        return
    given = CaseLetter.objects.filter(case=OuterRef("pk"), kind__in=NOTICES, status=LetterState.GIVEN).order_by("-pk")
    in_force = Case.objects.filter(
        school__in=urns_with_predecessors(school), restricted=False, status__in=PREFORMAL_IN_FORCE | FORMAL_IN_FORCE
    ).annotate(
        kind=Subquery(given.values("kind")[:1]),
        given_on=Subquery(given.values("given_on")[:1]),
        until=Subquery(given.values("period_ends_on")[:1]),
    )
    for kind, given_on, until in in_force.values_list("kind", "given_on", "until"):
        if kind and given_on <= on:
            period = f", with a compliance period until {in_words(until)}" if until else ""
            yield Fact(
                criterion=rules.criterion,
                text=f"{name_of_kind(kind, rules)} in force{period}",
                as_of=given_on,
                source=f"{framework.authority.name}, notice given on {in_words(given_on)}",
            )


PROVIDER = Provider("notices", facts)
