"""Early signs of schools: which rules of the framework in force hold for which of them, with the facts.

One query asks for the facts of all rules and schools. Signs are never counted into a figure about a school.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.signs import SignRule

from ..models import School
from ..models.signs import SignDecision
from ..queries import assigned, open_schools
from .kinds import KINDS, Asked, Fact, Row


@dataclass(frozen=True)
class Sign:
    """A rule that holds for a school: its facts, the day of the latest, and the last decision about these facts."""

    rule: SignRule
    facts: tuple[Fact, ...]
    day: date
    decision: SignDecision | None = None

    @property
    def rule_words(self) -> str:
        return KINDS[self.rule.kind].words(self.rule)

    @property
    def words(self) -> str:
        """All facts, as a decision keeps them."""
        return " ".join(fact.words for fact in self.facts)

    @property
    def is_dismissed(self) -> bool:
        return self.decision is not None and self.decision.is_dismissal


def rules_on(on: date) -> list[SignRule]:
    """The rules of the framework in force that are on, of kinds that some app finds."""
    framework = framework_on(on)
    return [rule for rule in framework.early_signs if rule.is_on and rule.kind in KINDS] if framework else []


def with_signs(who: UserRoles) -> QuerySet[School]:
    """The open schools whose early signs a person reads: all of the authority for oversight, those they work with for a
    partner. A school never reads its own (docs/adr/0101)."""
    framework = framework_on(who.on)
    if framework is None:
        return School.objects.none()
    found = open_schools(framework.authority.code)
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return found
    return found.filter(assigned(who.user, who.on, school="pk"))


def signs_of(schools: QuerySet[School], on: date) -> dict[int, list[Sign]]:
    """The early signs of some schools by URN, in the order of the file. Two queries."""
    rules = rules_on(on)
    rows = _rows(rules, schools, on)
    found: dict[int, list[Sign]] = defaultdict(list)
    decisions = _decisions({urn for urn, _ in rows})
    for rule in rules:
        for urn, _ in (key for key in rows if key[1] == rule.id):
            if sign := _sign(rule, rows[urn, rule.id]):
                decision = decisions.get((urn, rule.id, sign.words))
                found[urn].append(Sign(rule, sign.facts, sign.day, decision))
    return found


def history(school: School, rule: str) -> QuerySet[SignDecision]:
    """What was decided about a rule for a school, the latest first, whatever the facts were."""
    return SignDecision.objects.filter(school=school, rule=rule).select_related("by").order_by("-pk")


def _rows(rules: Iterable[SignRule], schools: QuerySet[School], on: date) -> Mapping[tuple[int, str], list[Row]]:
    asked = [KINDS[rule.kind].rows(Asked(rule, schools.order_by().values("pk"), on)) for rule in rules]
    found: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
    if asked:
        first, *others = asked
        together = first.union(*others, all=True) if others else first
        for row in sorted(map(Row._make, together), key=lambda row: (row.day, row.key or 0)):
            found[row.urn, row.rule].append(row)
    return found


def _sign(rule: SignRule, rows: Iterable[Row]) -> Sign | None:
    kind = KINDS[rule.kind]
    said = [(fact, row.day) for row in rows if (fact := kind.fact(row, rule)) is not None]
    return Sign(rule, tuple(fact for fact, _ in said), max(day for _, day in said)) if said else None


def _decisions(urns: Iterable[int]) -> Mapping[tuple[int, str, str], SignDecision]:
    """The last decision about each school, rule and words."""
    kept = SignDecision.objects.filter(school__in=list(urns)).select_related("by").order_by("pk")
    return {(each.school_id, each.rule, each.facts): each for each in kept}
