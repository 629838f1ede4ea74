"""Whose the days of schools are in a year: each day of the year counts for who is the school's partner on it.

Pure. A school that changes hands counts for each partner by the part of the year, and while a cover holds the schools
of who is away count for who covers. What belongs to nobody counts for NOBODY.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

NOBODY = 0
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Held:
    """Schools of one band that somebody (by key) has from one day to another, None for an open end; `days` are those
    that they are allowed in the whole year, together."""

    user: int
    band: str
    days: Decimal
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Covered:
    """Somebody who is away, and who covers for them, from one day to another, both included."""

    away: int
    covering: int
    starts_on: date
    ends_on: date


def shares(
    held: Iterable[Held],
    covers: Iterable[Covered],
    totals: Mapping[str, Decimal],
    able: Collection[int],
    year: tuple[date, date],
) -> dict[int, dict[str, Decimal]]:
    """Return {person: {band: days owed}} in tenths of days, which add up to `totals` for each band.

    `able` are the people who can act as partners, `year` the first and the last day of the year.
    """
    by_away: dict[int, list[Covered]] = defaultdict(list)
    for each in covers:
        by_away[each.away].append(each)
    found: dict[str, dict[int, Fraction]] = {band: defaultdict(Fraction) for band in totals}
    whole = _span(*year)
    for one in held:
        for user, days in _parts(one, by_away[one.user], able, year):
            found[one.band][user] += Fraction(one.days) * days / whole
    owed: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for band, exact in found.items():
        exact[NOBODY] = Fraction(totals[band]) - sum((days for key, days in exact.items() if key), Fraction(0))
        for user, share in rounded(exact, totals[band]).items():
            if share:
                owed[user][band] = share
    return dict(owed)


def rounded(exact: Mapping[int, Fraction], total: Decimal) -> dict[int, Decimal]:
    """Return shares in tenths that add up to their total, which has at most one decimal: those that lose most by being
    rounded down are rounded up."""
    floors = {key: int((share * 10).__floor__()) for key, share in exact.items()}
    missing = int((total * 10).to_integral_value(ROUND_FLOOR)) - sum(floors.values())
    most = sorted(exact, key=lambda key: (floors[key] - exact[key] * 10, key))
    for key in most[:missing]:
        floors[key] += 1
    return {key: tenths * TENTH for key, tenths in floors.items()}


def _parts(
    one: Held, covers: Iterable[Covered], able: Collection[int], year: tuple[date, date]
) -> Iterator[tuple[int, int]]:
    """Who has schools on how many days of the year."""
    first, last = max(one.starts_on, year[0]), min(one.ends_on or year[1], year[1])
    own = _span(first, last)
    for cover in covers:
        days = _span(max(first, cover.starts_on), min(last, cover.ends_on))
        own -= days
        if cover.covering in able:
            yield cover.covering, days
    if one.user in able:
        yield one.user, own


def _span(first: date, last: date) -> int:
    return max((last - first).days + 1, 0)
