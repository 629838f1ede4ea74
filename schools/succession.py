"""Which schools followed which. A school's history is that of every school it took the place of, too.

A link of the register is followed where it is dated, or where the register's own dates bear it out:
the one school closed and the other opened at about the same time. Of two links that contradict each
other only one that is borne out, and not both, is followed. What is not followed is told apart.
"""

# Names of tables and columns come from the models, values only ever as parameters.
# ruff: noqa: S608

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from sil.clock import weekday_in_words
from sil.dates.sense import Closure
from sil.memo import remembered

from .models import School, SchoolLink
from .models.links import APART
from .queries import SCOPE

# How many changes are followed each way. A longer chain than any real one is a damaged file.
DEEPEST = 20


@dataclass(frozen=True)
class Step:
    """A school before or after another one. `school` is None where it is not held here; `words` stand
    between the two names, such as "merged into"; `on` is the day of the change where it is known."""

    urn: int
    school: School | None
    name: str
    words: str
    on: date | None


@dataclass(frozen=True)
class Lineage:
    """What a school took the place of, what took its place, and links that are not followed.

    The nearest change comes first; `aside` holds links of the school itself, as they are published.
    """

    earlier: tuple[Step, ...]
    later: tuple[Step, ...]
    aside: tuple[Step, ...]


EARLIER, LATER, ASIDE = "earlier", "later", "aside"


class _Walked(NamedTuple):
    """A link, its way (EARLIER, LATER or ASIDE), the URN that it leads to, and whether that school is held here."""

    link: SchoolLink
    way: str
    reached: int
    held: bool


def lineage(school: School) -> Lineage:
    """The schools before and after a school, however many changes ago. Two queries."""
    walked = _walk(school)
    ends = {urn for each in walked for urn in (each.link.predecessor_urn, each.link.successor_urn)}
    schools = School.objects.in_bulk(ends) if ends else {}

    def step(link: SchoolLink, way: str, reached: int) -> Step:
        held, successor = schools.get(reached), schools.get(link.successor_urn)
        published = link.predecessor_name if reached == link.predecessor_urn else link.successor_name
        opened = successor.open_date if successor and way != ASIDE else None
        name = held.name if held else published or f"URN {reached}"
        return Step(reached, held, name, link.get_kind_display(), link.happened(opened))

    ways = (EARLIER, LATER, ASIDE)
    return Lineage(*(tuple(step(w.link, w.way, w.reached) for w in walked if w.way == way) for way in ways))


def urns_with_predecessors(school: School) -> tuple[int, ...]:
    """The URN of a school, and after it those of the schools held here that it took the place of. One query."""
    return _line(school, EARLIER)


def urns_with_successors(school: School) -> tuple[int, ...]:
    """The URN of a school, and after it those of the schools held here that took its place. One query."""
    return _line(school, LATER)


def scopes_of(school: School) -> tuple[str, ...]:
    """The scopes of events of a school and of those it took the place of."""
    return tuple(f"{SCOPE}{urn}" for urn in urns_with_predecessors(school))


def _line(school: School, way: str) -> tuple[int, ...]:
    return (school.pk, *(each.reached for each in _walk(school) if each.way == way and each.held))


@remembered
def _walk(school: School) -> tuple[_Walked, ...]:
    """The links over which each school before and after a school is reached first, the nearest first, with
    those of its links that are not followed. One query."""
    # Columns that the query adds are attributes of each link, which its class does not know.
    found: Iterable[Any] = SchoolLink.objects.raw(_WALK, {"urn": school.pk, "apart": APART.days, "deepest": DEEPEST})
    return tuple(_Walked(link, link.way, link.reached, link.held) for link in found)


_LINK, _SCHOOL = SchoolLink._meta.db_table, School._meta.db_table

# UNION, not UNION ALL: a row is a school at a distance, so even a file full of loops ends after
# DEEPEST times its links. A school that is both before and after another counts as what it is sooner,
# which leaves out the school itself, where the links go round, for it is as far one way as the other.
_FOLLOWED = f"""
    WITH RECURSIVE followed AS NOT MATERIALIZED (
        SELECT l.key, l.predecessor_urn, l.successor_urn
        FROM {_LINK} l
        LEFT JOIN {_SCHOOL} p ON p.urn = l.predecessor_urn
        LEFT JOIN {_SCHOOL} s ON s.urn = l.successor_urn
        LEFT JOIN {_LINK} r ON r.key = l.successor_urn || '-' || l.predecessor_urn
        WHERE CASE
            WHEN r.key IS NULL AND coalesce(l.dated_by_successor, l.dated_by_predecessor) IS NOT NULL THEN TRUE
            ELSE abs(p.close_date - s.open_date) <= %(apart)s
                 AND (r.key IS NULL OR (abs(s.close_date - p.open_date) <= %(apart)s) IS NOT TRUE)
        END
    ),
"""
_WALK = f"""{_FOLLOWED}
    before (reached, depth, key) AS (
        SELECT predecessor_urn, 1, key FROM followed WHERE successor_urn = %(urn)s
        UNION
        SELECT f.predecessor_urn, b.depth + 1, f.key
        FROM before b JOIN followed f ON f.successor_urn = b.reached WHERE b.depth < %(deepest)s
    ),
    after (reached, depth, key) AS (
        SELECT successor_urn, 1, key FROM followed WHERE predecessor_urn = %(urn)s
        UNION
        SELECT f.successor_urn, a.depth + 1, f.key
        FROM after a JOIN followed f ON f.predecessor_urn = a.reached WHERE a.depth < %(deepest)s
    ),
    nearest AS (
        SELECT DISTINCT ON (way, reached) way, reached, depth, key
        FROM (SELECT '{EARLIER}' AS way, * FROM before UNION ALL SELECT '{LATER}', * FROM after) AS every
        ORDER BY way, reached, depth, key
    ),
    found AS (
        SELECT * FROM nearest n
        WHERE NOT EXISTS (
            SELECT FROM nearest o WHERE o.reached = n.reached AND o.way <> n.way AND o.depth <= n.depth
        )
        UNION ALL
        SELECT '{ASIDE}', l.predecessor_urn + l.successor_urn - %(urn)s, 1, l.key
        FROM {_LINK} l
        WHERE %(urn)s IN (l.predecessor_urn, l.successor_urn)
          AND l.key NOT IN (SELECT key FROM followed WHERE %(urn)s IN (predecessor_urn, successor_urn))
    )
    SELECT l.*, f.way, f.reached, EXISTS (SELECT FROM {_SCHOOL} h WHERE h.urn = f.reached) AS held
    FROM found f JOIN {_LINK} l ON l.key = f.key
    ORDER BY f.way, f.depth, coalesce(l.dated_by_successor, l.dated_by_predecessor) DESC NULLS LAST, f.reached
"""


# The same for all schools at once: what is reached from a school within as few steps the other way is left out.
_ALL = f"""{_FOLLOWED}
    before (root, reached, depth) AS (
        SELECT successor_urn, predecessor_urn, 1 FROM followed
        UNION
        SELECT b.root, f.predecessor_urn, b.depth + 1
        FROM before b JOIN followed f ON f.successor_urn = b.reached WHERE b.depth < %(deepest)s
    ),
    nearest AS (SELECT root, reached, min(depth) AS depth FROM before GROUP BY root, reached)
    SELECT n.root, n.reached FROM nearest n JOIN {_SCHOOL} h ON h.urn = n.reached
    WHERE NOT EXISTS (
        SELECT FROM nearest o WHERE o.root = n.reached AND o.reached = n.root AND o.depth <= n.depth
    )
"""


def predecessors_of_all() -> dict[int, list[int]]:
    """Return {URN: the URNs of the schools held here that it took the place of}, of every school that took the place of
    any. One query."""
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ALL, {"apart": APART.days, "deepest": DEEPEST})
        for root, reached in cursor.fetchall():
            found.setdefault(root, []).append(reached)
    return found


def _closed(day: date, school: School | None) -> str:
    """Return the words for a day after the school has closed, or ""."""
    if school is None or school.close_date is None or day <= school.close_date:
        return ""
    return f"after {school.name} closes ({weekday_in_words(school.close_date)})"


CLOSURE = Closure("closing", _closed)
