"""Which records are due: those whose period is over, by kind, with the day from which it counts.

A record that is not finished (a case that is open, a report that waits for the school) is never due. What keeps one
that is due, a hold or something that rests on it, is told by the database (`retention_obstacle`).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from sil.framework.privacy.retention import RecordKind

from . import oversight, people, records, support

Query = Callable[[date], QuerySet[Any, tuple[Any, ...]]]


class Row(NamedTuple):
    """A record that is due: its table and key, its URN (None where it is of no school), its day, and whether it is of a
    restricted case."""

    source: str
    key: str
    urn: int | None
    day: date
    is_apart: bool


# The tables of a kind, one query each.
QUERIES: Mapping[RecordKind, tuple[Query, ...]] = {
    RecordKind.ALLOCATIONS: (records.allocations, records.bulk_drafts, records.extra_days),
    RecordKind.VISITS: (records.visits,),
    RecordKind.CASES: (records.cases,),
    RecordKind.PLANS: (records.plans,),
    RecordKind.DOCUMENTS: (records.documents,),
    RecordKind.LETTERS: (records.letters,),
    RecordKind.CONVERSATIONS: (records.conversations,),
    RecordKind.SURVEYS: (records.surveys,),
    RecordKind.NOTES: (support.notes,),
    RecordKind.SUMMARIES: (support.summaries, support.summary_runs),
    RecordKind.SUPPORT: (support.support,),
    RecordKind.DIRECTORY: (support.leaders, support.providers, support.school_offers, support.leader_files),
    RecordKind.TEAMS: (support.teams,),
    RecordKind.EVENTS: (support.events,),
    RecordKind.REQUESTS: (
        support.offer_requests,
        support.times_offers,
        support.days_requests,
        support.days_asked_by_schools,
    ),
    RecordKind.SERVICE_CONCERNS: (support.service_concerns,),
    RecordKind.SIGNS: (oversight.sign_decisions,),
    RecordKind.AUTHORITY_ACTIONS: (oversight.authority_actions,),
    RecordKind.SCRUTINY: (oversight.scrutiny,),
    RecordKind.ACCESS_REVIEWS: (oversight.access_reviews,),
    RecordKind.EMAILS: (people.emails,),
    RecordKind.ACCOUNTS: (people.accounts,),
    RecordKind.INFORMATION_REQUESTS: (oversight.information_requests,),
    RecordKind.AUDIT: (people.audit,),
}


def due(kind: RecordKind, cutoff: date) -> Iterator[Row]:
    """Yield each record of a kind whose day is `cutoff` or before."""
    for query in QUERIES[kind]:
        found = query(cutoff)
        for key, urn, day, is_apart in found.iterator(chunk_size=2000):
            yield Row(found.model._meta.db_table, str(key), urn, day, is_apart)


def is_due(kind: RecordKind, source: str, key: str, cutoff: date) -> bool:
    """Whether one record of a table is still due."""
    queries = (query(cutoff) for query in QUERIES[kind])
    return any(found.model._meta.db_table == source and found.filter(pk=key).exists() for found in queries)
