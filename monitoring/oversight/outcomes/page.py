"""What the page of inspection outcomes shows: figures of two days side by side, each with the list of its schools."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from monitoring.visits.models import Term
from schools.models.inspections import OVERALL, REPORT_CARD_SCALE
from sil.clock import in_words as day_in_words
from sil.web.bars import Bars, bars

from .standings import (
    AREAS,
    CARD,
    CARD_GOOD,
    CATEGORY_WORDS,
    GOOD,
    GRADED,
    PARTS,
    PLACES,
    SHORT,
    UNGRADED,
    Found,
    History,
    area,
    category,
    move,
    moves,
    outcomes,
    place,
)

TERM_ENDS = 6


@dataclass(frozen=True)
class Figure:
    """A number of schools, of some other number, with their pupils and the address of their list."""

    number: int
    of: int
    pupils: int
    href: str

    @property
    def share(self) -> str:
        return f"{round(100 * self.number / self.of)}%" if self.of else ""

    @property
    def words(self) -> str:
        """As the page says it: 3 of 5 (60%)."""
        of = f" of {self.of}" if self.of else ""
        return f"{self.number}{of} ({self.share})" if self.number and of else f"{self.number}{of}"


class Day:
    """The figures of one day."""

    def __init__(self, day: date, found: Found, pupils: Mapping[int, int], query: Mapping[str, str]) -> None:
        self.day, self.found = day, found
        self._pupils, self._query = pupils, query

    def with_figures(self, found: Found) -> "Day":
        """The same day with other figures."""
        return Day(self.day, found, self._pupils, self._query)

    def number(self, *figures: str) -> int:
        return sum(len(self._urns(each)) for each in figures)

    def figure(self, name: str, of: int = 0, **also: str) -> Figure:
        urns = self._urns(name)
        query = {**self._query, "at": self.day.isoformat(), "figure": name, **also}
        href = f"{reverse('outcome_schools')}?{urlencode(query)}"
        return Figure(len(urns), of, sum(self._pupils.get(urn, 0) for urn in urns), href)

    def _urns(self, name: str) -> Collection[int]:
        return self.found.get(name, ())


@dataclass(frozen=True)
class Grid:
    """Rows of figures under some heads."""

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[tuple[str, Figure]]]]


def grades(then: Day, now: Day) -> list[tuple[str, Figure, Figure]]:
    """Return each place with its schools on both days."""
    of = [day.number(*(place(each) for each in PLACES)) for day in (then, now)]
    return [
        (words, then.figure(place(name), of[0]), now.figure(place(name), of[1]))
        for name, words in PLACES.items()
        if then.number(place(name)) or now.number(place(name)) or name in GRADED
    ]


def ungraded(then: Day, now: Day) -> tuple[Figure, Figure]:
    """Return the schools that had an ungraded or monitoring inspection after the one that stands."""
    return then.figure(UNGRADED), now.figure(UNGRADED)


def good(day: Day) -> tuple[Figure, Figure]:
    """Return the schools that are good or better of those with an overall grade, and those whose report card has the
    expected standard or better in every area, of those with a report card."""
    graded = day.number(*(place(each) for each in GRADED))
    return day.figure(GOOD, graded), day.figure(CARD_GOOD, day.number(place(CARD)))


def cards(day: Day) -> Grid:
    """Return the schools with a report card by area and grade."""
    return _grid(day, CARD, AREAS, {str(number): grade for number, grade in enumerate(REPORT_CARD_SCALE)})


def parts(day: Day) -> Grid:
    """Return the schools with an overall or area grade by area and grade."""
    return _grid(day, "part", PARTS, OVERALL)


def matrix(histories: Sequence[History], then: Day, now: Day) -> Grid:
    """Return where the schools that are open on the later day stood and stand."""
    moved = now.with_figures(moves(histories, then.day, now.day))
    there = [n for n in PLACES if any(moved.number(move(n, o)) + moved.number(move(o, n)) for o in PLACES)]
    rows = [(SHORT[before], [(SHORT[after], moved.figure(move(before, after))) for after in there]) for before in there]
    return Grid([SHORT[each] for each in there], rows)


def over_time(
    histories: Sequence[History], ends: Sequence[tuple[str, date]], pupils: Mapping[int, int], query: Mapping[str, str]
) -> Grid:
    """Return how many schools are in each category of concern at some days."""
    days = [(words, Day(day, outcomes(histories, day), pupils, query)) for words, day in ends]
    rows = [
        (words, [(name, day.figure(category(slug))) for slug, name in CATEGORY_WORDS.items()]) for words, day in days
    ]
    return Grid(list(CATEGORY_WORDS.values()), rows)


def ends_of_terms(on: date) -> list[tuple[str, date]]:
    """Return the last days of the authority's latest terms that are over by a day, and the day itself."""
    over = Term.objects.filter(school=None, ends_on__lt=on).order_by("-ends_on")[:TERM_ENDS]
    return [(f"End of {term.words}", term.ends_on) for term in reversed(over)] + [(day_in_words(on), on)]


def pictures(then: Day, now: Day, words: tuple[str, str]) -> tuple[Bars | None, Bars | None]:
    """Return the overall grades of both days as bars, and the areas of report cards on the later one."""
    both = [
        (label, [(OVERALL[each], day.number(place(each))) for each in GRADED])
        for label, day in zip(words, (then, now), strict=True)
    ]
    by_area = [(name, [(grade, figure.number) for grade, figure in figures]) for name, figures in cards(now).rows]
    return (
        bars(both, title="Schools with an overall grade, by grade", left=140),
        bars(by_area, title="Schools with a report card, by area and grade", left=250),
    )


def _grid(day: Day, kind: str, areas: Sequence[str], scale: Mapping[str, str]) -> Grid:
    rows = [
        (name, [(words, day.figure(area(kind, number, grade))) for grade, words in scale.items()])
        for number, name in enumerate(areas)
    ]
    return Grid(list(scale.values()), [row for row in rows if any(figure.number for _, figure in row[1])])
