"""What stands of a school's inspections on a day: the last that judged it as a whole, in the terms of its day.

Pure. Grades of one framework are never turned into those of another: a school is in exactly one place, and a report
card is a place of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schools.inspections.queries import Spell
from schools.inspections.terms import REPORT_CARD_AREAS, terms_on
from schools.models import Inspection
from schools.models.inspections import CATEGORIES, OVERALL, REPORT_CARD_SCALE

CARD, NO_GRADE, NONE = "card", "no-grade", "none"
PLACES = OVERALL | {
    NO_GRADE: "Graded without an overall grade (from September 2024)",
    CARD: "Report card (from November 2025)",
    NONE: "Not inspected yet",
}
# The same where there is little room.
SHORT = PLACES | {NO_GRADE: "No overall grade", CARD: "Report card", NONE: "Not inspected"}
GRADED = tuple(OVERALL)
GOOD, CARD_GOOD, UNGRADED = "good", "card-good", "ungraded"
EXPECTED = REPORT_CARD_SCALE[:3]
AREAS = REPORT_CARD_AREAS
# The areas of the last graded inspections that gave a school an overall grade.
PARTS = terms_on(date(2024, 8, 31), full=True).areas
NOTICED = ("SM", "SWK", "RSI")
CATEGORY_WORDS = {slug: CATEGORIES[slug] for slug in NOTICED}
# Figure -> the URNs of its schools.
Found = Mapping[str, Collection[int]]


@dataclass(frozen=True)
class Seen:
    """One inspection, as far as it is counted."""

    pk: int
    kind: str
    starts_on: date
    overall: str
    judgements: Mapping[str, str]


@dataclass(frozen=True)
class History:
    """A school with the inspections of it and of the schools it took the place of, the earliest first, and its times in
    a category of concern."""

    urn: int
    opens: date | None
    closes: date | None
    seen: Sequence[Seen]
    spells: Sequence[Spell] = ()

    def is_open(self, day: date) -> bool:
        return (self.opens is None or self.opens <= day) and (self.closes is None or day < self.closes)

    def standing(self, day: date) -> Seen | None:
        """The last inspection by a day that judged the school as a whole, or None."""
        full = [each for each in self.seen if each.starts_on <= day and each.kind in Inspection.FULL]
        return full[-1] if full else None

    def place(self, day: date) -> str:
        """Which of PLACES the school is in on a day."""
        found = self.standing(day)
        if found is None:
            return NONE
        if found.kind == Inspection.Kind.REPORT_CARD:
            return CARD
        return found.overall if found.overall in OVERALL else NO_GRADE

    def category(self, day: date) -> str:
        """The category of concern that holds on a day, or ""."""
        there = (each for each in self.spells if each.starts_on <= day and (each.ends_on is None or day < each.ends_on))
        return next((each.category for each in there), "")


def in_words(figure: str) -> str:
    """Return what a figure counts, "" for none that there is."""
    kind, _, rest = figure.partition(":")
    first, _, last = rest.partition(":")
    if kind == "move" and first in PLACES and last in PLACES:
        return f"{PLACES[first]} then, {PLACES[last]} now"
    scale = {
        CARD: (AREAS, dict(enumerate(REPORT_CARD_SCALE))),
        "part": (PARTS, {int(g): w for g, w in OVERALL.items()}),
    }
    if kind in scale and first.isdecimal() and last.isdecimal():
        areas, grades = scale[kind]
        return f"{areas[int(first)]}: {grades.get(int(last), '')}" if int(first) < len(areas) else ""
    return _FIGURES.get(figure, "")


def outcomes(histories: Iterable[History], day: date) -> Found:
    """Return the schools of each figure on a day."""
    found: dict[str, list[int]] = defaultdict(list)
    for history in histories:
        if history.is_open(day):
            for figure in _figures(history, day):
                found[figure].append(history.urn)
    return found


def moves(histories: Iterable[History], then: date, now: date) -> Found:
    """Return the schools that are open on the later day, by where their own history stood and stands."""
    found: dict[str, list[int]] = defaultdict(list)
    for history in histories:
        if history.is_open(now):
            found[move(history.place(then), history.place(now))].append(history.urn)
    return found


def move(then: str, now: str) -> str:
    return f"move:{then}:{now}"


def place(name: str) -> str:
    return f"place:{name}"


def area(kind: str, number: int, grade: str) -> str:
    return f"{kind}:{number}:{grade}"


def category(slug: str) -> str:
    return f"category:{slug}"


_FIGURES = {
    **{place(name): words for name, words in PLACES.items()},
    **{category(slug): words for slug, words in CATEGORY_WORDS.items()},
    GOOD: "Good or better",
    CARD_GOOD: "Report card with the expected standard or better in every area",
    UNGRADED: "An ungraded or monitoring inspection since the one that stands",
}


def _figures(history: History, day: date) -> Iterator[str]:
    where, standing = history.place(day), history.standing(day)
    yield place(where)
    if held := history.category(day):
        yield category(held)
    if any(each.starts_on <= day and each.kind == Inspection.Kind.UNGRADED for each in _since(history, standing)):
        yield UNGRADED
    if standing is None:
        return
    if where == CARD:
        grades = [standing.judgements.get(name, "") for name in AREAS]
        for number, grade in enumerate(grades):
            if grade in REPORT_CARD_SCALE:
                yield area(CARD, number, str(REPORT_CARD_SCALE.index(grade)))
        if all(grade in EXPECTED for grade in grades):
            yield CARD_GOOD
    else:
        if where in ("1", "2"):
            yield GOOD
        for number, name in enumerate(PARTS):
            if (grade := str(standing.judgements.get(name, ""))) in OVERALL:
                yield area("part", number, grade)


def _since(history: History, standing: Seen | None) -> Iterator[Seen]:
    """The inspections after the one that stands."""
    for each in history.seen:
        if standing is None or (each.starts_on, each.pk) > (standing.starts_on, standing.pk):
            yield each
