"""Early signs of schools: which rules of the framework in force hold for which of them, with the facts.

One query asks for the facts of all rules, of the schools that are shown. Which rules hold for all schools of an
authority is found in the database without their facts. Signs are never counted into a figure about a school.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from psycopg.sql import SQL

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.models import read_version
from sil.framework.queries import digest_on, framework_on
from sil.framework.schema import Framework
from sil.framework.signs import SignRule
from sil.made_once.counted import counted
from sil.made_once.questions import made_once

from ..models import School
from ..models.signs import SignDecision
from ..queries import assigned, open_schools
from .kinds import KINDS, Asked, Fact, Row

RECENT = 3
# {URN: {rule: the day of its latest fact}}
Latest = Mapping[int, Mapping[str, date]]


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
    def recent(self) -> tuple[Fact, ...]:
        """The latest facts, as a list of many schools shows them."""
        return self.facts[-RECENT:]

    @property
    def earlier(self) -> int:
        """The number of facts before these."""
        return len(self.facts) - len(self.recent)

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


def latest_signs(who: UserRoles, *, are_dismissed: bool) -> Latest:
    """The day of the latest fact of each rule that holds for the schools of `with_signs`, of the rules that were
    dismissed or of all others. Of all schools of an authority it is kept for a moment."""
    schools, rules = with_signs(who), rules_on(who.on)
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        latest = counted(("early signs", str(who.on)), lambda: _latest(rules, schools, who.on))
    else:
        latest = _latest(rules, schools, who.on)
    dismissed = _dismissed(schools, rules, who.on)
    if are_dismissed:
        return dismissed
    others = {
        urn: {rule: day for rule, day in days.items() if rule not in dismissed.get(urn, ())}
        for urn, days in latest.items()
    }
    return {urn: days for urn, days in others.items() if days}


def _dismissed(schools: QuerySet[School], rules: Iterable[SignRule], on: date) -> Latest:
    """Only where somebody once dismissed something the facts are read, to say whether they are the same."""
    once = set(SignDecision.objects.filter(is_dismissal=True).order_by().values_list("school", "rule"))
    named = {rule for _, rule in once}
    there = schools.filter(pk__in={urn for urn, _ in once}).values_list("pk", flat=True) if once else ()
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for urn, signs in _signs(list(there), [rule for rule in rules if rule.id in named], on).items():
        for sign in signs:
            if sign.is_dismissed:
                found[urn][sign.rule.id] = sign.day
    return dict(found)


def signs_of(schools: Sequence[int], on: date) -> dict[int, list[Sign]]:
    """The early signs of some schools by URN, in the order of the file. Two queries."""
    return _signs(schools, rules_on(on), on)


def _signs(schools: Sequence[int], rules: Sequence[SignRule], on: date) -> dict[int, list[Sign]]:
    rows = _rows(rules, schools, on)
    found: dict[int, list[Sign]] = defaultdict(list)
    decisions = _decisions({urn for urn, _ in rows})
    for rule in rules:
        for urn, _ in (key for key in rows if key[1] == rule.id):
            fact = KINDS[rule.kind].fact
            sign = Sign(rule, tuple(fact(row, rule) for row in rows[urn, rule.id]), rows[urn, rule.id][-1].day)
            found[urn].append(replace(sign, decision=decisions.get((urn, rule.id, sign.words))))
    return found


def history(school: School, rule: str) -> QuerySet[SignDecision]:
    """What was decided about a rule for a school, the latest first, whatever the facts were."""
    return SignDecision.objects.filter(school=school, rule=rule).select_related("by").order_by("-pk")


def _rows(rules: Sequence[SignRule], schools: Sequence[int], on: date) -> Mapping[tuple[int, str], list[Row]]:
    found: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
    digest = digest_on(on)
    if digest and rules and schools:
        rows = map(Row._make, _facts(list(schools), tuple(rules), on, digest))
        for row in sorted(rows, key=lambda row: (row.day, row.key or 0)):
            found[row.urn, row.rule].append(row)
    return found


@made_once
def _facts(schools: list[int], rules: tuple[SignRule, ...], on: date, digest: str) -> QuerySet[Any, Any]:
    return _together(rules, School.objects.filter(pk__in=schools), on, read_version(digest))


def _together(
    rules: Iterable[SignRule], schools: QuerySet[School], on: date, framework: Framework
) -> QuerySet[Any, Any]:
    keys = schools.order_by().values("pk")
    first, *others = (KINDS[rule.kind].rows(Asked(rule, keys, on, framework)) for rule in rules)
    return first.union(*others, all=True) if others else first


def _latest(rules: Sequence[SignRule], schools: QuerySet[School], on: date) -> Latest:
    framework = framework_on(on)
    if framework is None or not rules:
        return {}
    try:
        facts, params = _together(rules, schools, on, framework).query.sql_with_params()
    except EmptyResultSet:
        return {}
    latest: dict[int, dict[str, date]] = defaultdict(dict)
    grouped = SQL("SELECT sign_urn, sign_rule, max(sign_day) FROM ({}) AS facts GROUP BY sign_urn, sign_rule")
    with connection.cursor() as cursor:
        cursor.execute(grouped.format(SQL(facts)), params)
        for urn, rule, day in cursor.fetchall():
            latest[urn][rule] = day
    return dict(latest)


def _decisions(urns: Iterable[int]) -> Mapping[tuple[int, str, str], SignDecision]:
    """The last decision about each school, rule and words."""
    kept = SignDecision.objects.filter(school__in=list(urns)).select_related("by").order_by("pk")
    return {(each.school_id, each.rule, each.facts): each for each in kept}
