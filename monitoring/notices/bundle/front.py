"""The first pages of an evidence bundle: its index, the chronology and what was recorded.

They are cut into leaves of so many rows, each a PDF of its own: the engine that lays pages out holds a whole
document in memory, and a record of ten years would be hundreds of pages.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sil.audit.models import Event
from sil.clock import local
from sil.web import timeline

from ..events import TICKS, TIMELINE
from ..models import Bundle, Case
from .collecting import Item
from .permissions import Shared
from .sections import SECTIONS

# More than ten years of a school's record.
MOST = 5000
# So many rows are some pages, and a few megabytes while they are laid out.
ROWS = 50


@dataclass(frozen=True)
class Row:
    """One document of the index, and the page of the bundle on which it begins."""

    item: Item
    page: int


@dataclass(frozen=True)
class Leaf:
    """Some of the first pages: the words of its bookmark, blank where it goes on with the leaf before, and what
    its template is given."""

    title: str
    context: Mapping[str, Any]


def index(bundle: Bundle, items: Iterable[Item], starts: Mapping[int, int]) -> Iterator[Leaf]:
    """Yield the pages of the index: what the bundle is, and each document with the page on which it begins."""
    case = bundle.case
    said = {
        "bundle": bundle,
        "case": case,
        "school": case.school,
        "authority": case.framework.authority,
        "made": local(bundle.asked_at),
    }
    rows = [Row(item, starts[item.number]) for item in items]
    first, *others = list(_leaves("Index", "index", rows)) or [Leaf("Index", {})]
    yield Leaf(first.title, {**said, **first.context})
    yield from others


def record(bundle: Bundle, told: Shared) -> Iterator[Leaf]:
    """Yield the pages of what is on record of the case and of its school, as far as every reader may read it."""
    yield from _leaves("Chronology", "chronology", reversed(timeline.once(_chronology(bundle.case, told))))
    for section in SECTIONS:
        yield from _leaves(section.title, section.slug, section.rows(told.line))


def _chronology(case: Case, told: Shared) -> list[timeline.Entry]:
    """What happened, the latest first: on the case and those it continues, not on others, and at the school."""
    scopes = [each.scope for each in told.line]
    events = Event.objects.filter(scope__in=scopes).exclude(kind__in=TICKS).exclude(timeline.reserved(told.eyes))
    own = timeline.of_events(events, source=TIMELINE)
    if told.eyes is None:
        return timeline.read([own], MOST)
    school = (source.rows(case.school, told.eyes) for source in timeline.SOURCES if source.slug != TIMELINE)
    return timeline.read([own, *(rows for rows in school if rows is not None)], MOST)


def _leaves(title: str, slug: str, rows: Iterable[Any]) -> Iterator[Leaf]:
    left, begun = iter(rows), False
    while some := list(islice(left, ROWS)):
        yield Leaf("" if begun else title, {"section": f"notices/bundle/{slug}.html", "rows": some, "goes_on": begun})
        begun = True
