"""The contents of the report of one school: its place on the first day, what was known, what was done, how fast, all of
it in order of time, and the sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, Max, Min, QuerySet, TextField, Value

from allocations.allocation.queries import readable as readable_allocations
from schools.models import Inspection
from sil.clock import in_words
from sil.framework.years import academic_year, label

from . import concern, done, known
from .fast import Kept, promises_of
from .lines import About, Heading, Line

KNOWN = known.HEADINGS
# Concerns about the service come last.
DONE = (*done.HEADINGS[:-1], *concern.HEADINGS, done.HEADINGS[-1])
NO_PROMISE = "No promise was due between these days."


@dataclass(frozen=True)
class Section:
    """A heading with its lines, by day."""

    heading: Heading
    lines: Sequence[Line]


@dataclass(frozen=True)
class Foreseen:
    """How many records a report will have under a heading, the first and the last day of them (None where there are
    none), and the sentence for where there is nothing."""

    title: str
    empty: str
    number: int
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Contents:
    """What the report of a school tells."""

    start: Sequence[tuple[str, str]]
    known: Sequence[Section]
    done: Sequence[Section]
    promises: Sequence[Kept]

    @cached_property
    def in_order(self) -> list[tuple[str, Line]]:
        """Every line with its heading, in order of time."""
        lines = [(section.heading.title, line) for section in (*self.known, *self.done) for line in section.lines]
        return sorted(lines, key=lambda each: each[1].day)

    @property
    def sources(self) -> list[tuple[str, int]]:
        """Where the lines come from, and how many from each."""
        return sorted(Counter(line.source for _, line in self.in_order).items())

    @property
    def by_promise(self) -> list[tuple[str, list[Kept]]]:
        """The promises of each kind, with the name of the kind."""
        ordered = sorted(self.promises, key=lambda each: (each.label, each.due))
        return [(name, list(rows)) for name, rows in groupby(ordered, key=lambda each: each.label)]


def contents_of(about: About) -> Contents:
    """Return the contents of a report, read with the eyes of one person."""
    return Contents(
        start=_start(about),
        known=_sections(about, KNOWN),
        done=_sections(about, DONE),
        promises=promises_of(about),
    )


def foreseen(about: About) -> list[Foreseen]:
    """Return what a report will have under each heading. Two queries, and some for each academic year."""
    parts = ((heading, part.rows(about)) for heading in (*KNOWN, *DONE) for part in heading.parts)
    first, *others = (_counted(rows, heading.slug) for heading, rows in parts)
    found: dict[str, tuple[int, date, date]] = {}
    for slug, number, begins, ends in first.union(*others, all=True):
        if not number:
            continue  # without a column to group by, nothing is one row
        before = found.get(slug, (0, begins, ends))
        found[slug] = (before[0] + number, min(before[1], begins), max(before[2], ends))
    there = [Foreseen(each.title, each.empty, *found.get(each.slug, (0, None, None))) for each in (*KNOWN, *DONE)]
    days = [each.due for each in promises_of(about)]
    spread = (min(days), max(days)) if days else (None, None)
    return [*there, Foreseen("How fast: promises that were due", NO_PROMISE, len(days), *spread)]


def _counted(rows: QuerySet[Any], slug: str) -> QuerySet[Any, Any]:
    grouped = rows.order_by().annotate(told_under=Value(slug, TextField())).values("told_under")
    numbers = {"told_n": Count("pk"), "told_first": Min("told_on"), "told_last": Max("told_on")}
    return grouped.annotate(**numbers).values_list("told_under", *numbers)


def _sections(about: About, headings: Sequence[Heading]) -> list[Section]:
    return [Section(heading, heading.read(about)) for heading in headings]


def _start(about: About) -> list[tuple[str, str]]:
    """What held already on the first day: the last full inspection, the band, and open cases."""
    inspections = Inspection.objects.filter(
        school__in=about.schools, kind__in=Inspection.FULL, starts_on__lt=about.first
    )
    last = inspections.order_by("-starts_on", "-pk").first()
    year = academic_year(about.first)
    bands = readable_allocations(about.who).filter(
        school__in=about.schools, round__academic_year=year, ended_on__lt=about.first
    )
    held = bands.exclude(band="").order_by("-ended_on", "-pk").first()
    cases = [
        f"{case.reference}, opened on {in_words(case.opened_on)}"
        for case in concern.cases_of(about).filter(opened_on__lt=about.first).order_by("opened_on", "pk")
        if case.ended_on is None or case.ended_on >= about.first
    ]
    return [
        ("Last full inspection", f"{last.headline} ({in_words(last.starts_on)})" if last else "None on record"),
        (f"Band for {label(year)}", held.framework.band(held.band).name if held else "None settled yet"),
        ("Open cases", "; ".join(cases) or "None"),
    ]
