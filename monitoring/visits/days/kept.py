"""Keep what the ledgers of all schools say, so that lists of many schools need not count them.

The rule stands in `ledger`, and is not repeated here or in SQL. The database marks a school's year as stale in the very
transaction that changes a record of it (migration 0013), so that no act can forget to; `refresh` counts again what is
stale, before the counts are read (docs/adr/0075).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from schools.models import School
from sil.memo import remembered

from ..models import DaysCount, VisitDue, VisitOwed
from .ledger import Ledger, ledger_of
from .queries import ledgers

# Schools that are counted in one transaction.
BATCH = 500


def refresh(year: int) -> int:
    """Count the ledgers of a year again that are stale. Return their number. One query where none is."""
    stale = list(_stale(year).order_by("school").values_list("school", flat=True))
    return sum(_recount(stale[first : first + BATCH], year) for first in range(0, len(stale), BATCH))


@remembered
def refresh_once(year: int) -> int:
    """The same, asked once while a page is read."""
    return refresh(year)


def mark_everything() -> None:
    """Have all years of all schools counted again, and the figures of all reports: for rows that were written without
    triggers, as copies are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT visits_mark_everything()")


def drift(year: int) -> list[int]:
    """Return the URNs of the schools whose counts are not what their ledgers say: a fault, where there are any."""
    refresh(year)
    kept = _by_school(DaysCount.objects.filter(academic_year=year))
    owed = _by_school(VisitOwed.objects.filter(academic_year=year))
    due = _by_school(VisitDue.objects.filter(academic_year=year))
    nothing = {_fields(_count(0, ledger_of(year, (), (), (), ())))[1:]}
    found = []
    for urn, ledger in ledgers(School.objects.order_by("pk"), year).items():
        counts = {fields[1:] for fields in kept[urn]} or nothing
        is_counted = counts == {_fields(_count(urn, ledger))[1:]}
        is_owed = owed[urn] == {_fields(row) for row in _owed(urn, ledger)}
        if not (is_counted and is_owed and due[urn] == {_fields(row) for row in _due(urn, ledger)}):
            found.append(urn)
    return found


def _stale(year: int) -> QuerySet[DaysCount]:
    return DaysCount.objects.filter(academic_year=year, is_stale=True)


@transaction.atomic
def _recount(keys: list[int], year: int) -> int:
    """Whoever changes a record meanwhile waits at the mark, or is waited for here: so no change goes uncounted."""
    marked = _stale(year).filter(school__in=keys).order_by("school").select_for_update(of=("self",))
    locked = list(marked.values_list("school", flat=True))
    if not locked:
        return 0
    found = ledgers(School.objects.filter(pk__in=locked), year)
    DaysCount.objects.bulk_create(
        [_count(urn, ledger) for urn, ledger in found.items()],
        update_conflicts=True,
        unique_fields=["school", "academic_year"],
        update_fields=[
            "is_stale",
            "band",
            "allowed",
            "used",
            "planned",
            "over",
            "owed_from",
            "unbanded_used",
            "unbanded_planned",
        ],
    )
    VisitOwed.objects.filter(school__in=locked, academic_year=year).delete()
    VisitOwed.objects.bulk_create(row for urn, ledger in found.items() for row in _owed(urn, ledger))
    VisitDue.objects.filter(school__in=locked, academic_year=year).delete()
    VisitDue.objects.bulk_create(row for urn, ledger in found.items() for row in _due(urn, ledger))
    return len(locked)


def _count(urn: int, ledger: Ledger) -> DaysCount:
    used, planned = ledger.unbanded
    return DaysCount(
        school_id=urn,
        academic_year=ledger.year,
        is_stale=False,
        band=ledger.band.name if ledger.band else "",
        allowed=ledger.allowed,
        used=ledger.delivered,
        planned=ledger.planned,
        over=ledger.over,
        unbanded_used=used,
        unbanded_planned=planned,
        owed_from=min((row.starts_on for row in _owed(urn, ledger)), default=None),
    )


def _owed(urn: int, ledger: Ledger) -> Iterator[VisitOwed]:
    """What is owed by the end of the year: what is owed today is of the terms that have begun."""
    if ledger.band is None:
        return
    places = {row.line: place for place, row in enumerate(ledger.rows)}
    for each in ledger.owed(date.max):
        yield VisitOwed(
            school_id=urn,
            academic_year=ledger.year,
            line=each.line,
            place=places[each.line],
            text=each.text,
            band=ledger.band.name,
            term=each.term.name,
            starts_on=each.term.starts_on,
            ends_on=each.term.ends_on,
            contacts=each.contacts,
        )


def _due(urn: int, ledger: Ledger) -> Iterator[VisitDue]:
    """What the lines of the present band ask for in each term."""
    own = {line.id for line in ledger.band.lines} if ledger.band else set()
    for row in ledger.rows:
        for cell in row.cells if row.line in own else ():
            if cell.term and cell.owed:
                yield VisitDue(
                    school_id=urn,
                    academic_year=ledger.year,
                    line=row.line,
                    text=row.text,
                    term=cell.term.name,
                    due_on=cell.term.ends_on,
                    contacts=cell.owed,
                    kept_on=cell.kept_on,
                )


def _by_school(
    rows: Iterable[DaysCount] | Iterable[VisitOwed] | Iterable[VisitDue],
) -> Mapping[int, set[tuple[object, ...]]]:
    found: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for row in rows:
        found[row.school_id].add(_fields(row))
    return found


def _fields(row: DaysCount | VisitOwed | VisitDue) -> tuple[object, ...]:
    """Everything that a row says, its school first."""
    return tuple(getattr(row, field.attname) for field in row._meta.local_fields if not field.primary_key)
