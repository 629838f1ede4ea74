"""What the page of promises shows: the figures of each, its parts, and the shares by term as a picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import KEPT, LATE, OPEN, Promise
from sil.framework.periods import Period
from sil.framework.queries import framework_on
from sil.framework.years import last_day

from .drawing import Picture, Share, draw
from .forms import BAND, NONE, PARTNER, TERM, Span, spans_of
from .queries import Counts, counts, names_of, shown_to

LABELS = ("Promise", "Of", "In all", "Kept on time", "Late", "Not due yet", "Share on time, per cent")
# So many parts of a promise, of which most is late, are shown on the page where there are more; the file has all.
MOST_PARTS = 12
NAMES = {PARTNER: "Nobody", BAND: "No band", TERM: "Outside the terms"}


@dataclass(frozen=True)
class Figures:
    """How many records of a promise there are, kept on time, late and not due yet, each with the address of its
    list."""

    kept: int
    late: int
    open: int
    path: str
    query: Mapping[str, str]

    @property
    def due(self) -> int:
        return self.kept + self.late + self.open

    @property
    def share(self) -> int | None:
        """The percentage kept on time of those that are kept or late, to the nearest whole; None where there are
        none."""
        settled = self.kept + self.late
        return round(100 * self.kept / settled) if settled else None

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """The figures with their labels and the address of the list of their records."""
        named = (("In all", self.due, ""), ("Kept on time", self.kept, KEPT), ("Late", self.late, LATE))
        return [
            (words, number, self._href(state)) for words, number, state in (*named, ("Not due yet", self.open, OPEN))
        ]

    def _href(self, state: str) -> str:
        return f"{self.path}?{urlencode({**self.query, **({'state': state} if state else {})})}"


@dataclass(frozen=True)
class Shown:
    """A promise with its figures, and those of its parts by their names."""

    promise: Promise
    period: str
    figures: Figures
    parts: Sequence[tuple[str, Figures]]


def shown(who: UserRoles, year: int, span: Span | None, by: str, spans: Sequence[Span]) -> list[Shown]:
    """Return each promise with its figures of a year or of a term in it."""
    promises = shown_to(who)
    found = counts(promises, who, year, by, [span] if span else spans)
    names = _names(found, by, spans)
    base = {"year": str(year)} | ({"term": span.name} if span else {})
    framework = framework_on(last_day(year))
    given = framework.periods.counted if framework else {}
    return [
        Shown(
            promise,
            _period_in_words(given.get(promise.rule)),
            _figures(promise, found, [part for kind, part in found if kind == promise.slug], base),
            [
                (name, _figures(promise, found, [part], base | {by: part}))
                for part, name in names.items()
                if by and (promise.slug, part) in found
            ],
        )
        for promise in promises
    ]


def cut(found: Sequence[Shown]) -> tuple[list[Shown], bool]:
    """Return each promise with at most MOST_PARTS of its parts, those of which most is late, in the order in which they
    were; and whether any part was left out."""
    shorter = [replace(each, parts=_most_late(each.parts)) for each in found]
    return shorter, any(len(each.parts) > MOST_PARTS for each in found)


def _most_late(parts: Sequence[tuple[str, Figures]]) -> list[tuple[str, Figures]]:
    places = sorted(range(len(parts)), key=lambda place: -parts[place][1].late)[:MOST_PARTS]
    return [parts[place] for place in sorted(places)]


def lines_of(found: Iterable[Shown]) -> Iterator[tuple[object, ...]]:
    """Return the lines of the table as a file: a promise, or a part of it, with its figures."""
    for each in found:
        for name, figures in (("", each.figures), *each.parts):
            yield (each.promise.label, name, figures.due, figures.kept, figures.late, figures.open, figures.share)


def _period_in_words(period: Period | None) -> str:
    """10 working days from the day the report is issued"""
    if period is None:
        return ""
    unit = "" if period.unit == "calendar" else f"{period.unit} "
    return f"{period.count} {unit}day{'' if period.count == 1 else 's'} from {period.trigger}"


def picture(who: UserRoles, year: int) -> Picture | None:
    """Return the shares of a year and of the one before, by term; None where nothing was due."""
    promises = shown_to(who)
    both = [(each, spans_of(each)) for each in (year - 1, year)]
    by_term = []
    for each, spans in both:
        found = counts(promises, who, each, TERM, spans)
        by_term += [{kind: number for (kind, part), number in found.items() if part == span.name} for span in spans]
    rows = []
    for promise in promises:
        numbers = [of.get(promise.slug, (0, 0, 0)) for of in by_term]
        rows.append((promise.label, [Share(kept, kept + late) for kept, late, _ in numbers]))
    terms = [span for _, spans in both for span in spans]
    return draw("Share of each promise kept on time, term by term", terms, rows)


def _names(found: Counts, by: str, spans: Sequence[Span]) -> dict[str, str]:
    """{part: its name}, in the order in which parts are shown."""
    parts = {part for _, part in found}
    if by == TERM:
        return {span.name: span.name for span in spans if span.name in parts}
    known = names_of(parts) if by == PARTNER else {part: part for part in parts if part != NONE}
    ordered = dict(sorted(known.items(), key=lambda item: (item[1], item[0])))
    return ordered | ({NONE: NAMES[by]} if by in NAMES and NONE in parts else {})


def _figures(promise: Promise, found: Counts, parts: Iterable[str], query: Mapping[str, str]) -> Figures:
    numbers = [found[promise.slug, part] for part in parts]
    kept, late, open_ = (sum(column) for column in zip(*numbers, strict=True)) if numbers else (0, 0, 0)
    return Figures(kept, late, open_, reverse("promise", args=[promise.slug]), dict(query))
