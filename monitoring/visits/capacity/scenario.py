"""What if bands move, schools change hands or a partner leaves: days by partner before and after.

Pure: it takes schools as they are and returns others; nothing is kept.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..days.ledger import ZERO
from .shares import NOBODY

PENNY = Decimal("0.01")


@dataclass(frozen=True)
class PlannedSchool:
    """A school with its band, blank for none, the days that it is allowed in the year, and the key of its partner."""

    urn: int
    band: str
    days: Decimal
    user: int = NOBODY


@dataclass(frozen=True)
class Move:
    """So many schools that move from one band to another, by the names of the bands."""

    number: int
    from_band: str
    to_band: str


@dataclass(frozen=True)
class Changes:
    """What would change: bands, in this order; schools (by URN) that go to a partner; partners who leave."""

    moves: Sequence[Move] = ()
    schools: Collection[int] = ()
    to: int | None = None
    leaving: Collection[int] = ()


@dataclass(frozen=True)
class Side:
    """One partner before or after: the number of schools, and their days."""

    schools: int = 0
    days: Decimal = ZERO


def changed(schools: Iterable[PlannedSchool], changes: Changes, headline: Mapping[str, Decimal]) -> list[PlannedSchool]:
    """Return schools after some changes. `headline` is {band: days}: a school that moves gets as many days more or less
    as its bands differ by. Schools of a partner who leaves are nobody's, unless they go to somebody."""
    found = [
        replace(each, user=NOBODY if each.user in changes.leaving else each.user)
        if changes.to is None or each.urn not in changes.schools
        else replace(each, user=changes.to)
        for each in schools
    ]
    for move in changes.moves:
        found = _moved(found, move, headline)
    return found


def by_partner(schools: Iterable[PlannedSchool]) -> dict[int, Side]:
    """Return {person: their schools and days}."""
    found: dict[int, Side] = defaultdict(Side)
    for each in schools:
        side = found[each.user]
        found[each.user] = Side(side.schools + 1, side.days + each.days)
    return dict(found)


def cost(days: Decimal, rate: Decimal) -> Decimal:
    """Return what days cost at the price of a day, in pounds and pence."""
    return (days * rate).quantize(PENNY)


def _moved(schools: list[PlannedSchool], move: Move, headline: Mapping[str, Decimal]) -> list[PlannedSchool]:
    """The schools that move are spread over the partners, as the schools of the band are."""
    there = sorted((each for each in schools if each.band == move.from_band), key=lambda each: (each.user, each.urn))
    number = min(move.number, len(there))
    chosen = {there[place * len(there) // number].urn for place in range(number)}
    more = headline.get(move.to_band, ZERO) - headline.get(move.from_band, ZERO)
    return [
        replace(each, band=move.to_band, days=max(each.days + more, ZERO)) if each.urn in chosen else each
        for each in schools
    ]
