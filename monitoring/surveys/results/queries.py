"""The results of a survey, counted in the database. Where answers are in confidence, small groups are left out here, so
that no page, picture or export has them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from ..models import Answer, Comment, ConfidentialMark, Cycle, Invitation
from ..questions import EVERYBODY, QUESTIONS, SCALE, WELL, Question
from .groups import ALL, DIMENSIONS, GOOD, LEAST, NAMES, WHOLE, groups_of, hidden

# (way of grouping, group, question, score) -> number of answers
Counts = Mapping[tuple[str, str, str, int], int]


@dataclass(frozen=True)
class Spread:
    """How many gave each answer to a question, in the order of the scale."""

    question: Question
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)

    @property
    def well(self) -> int:
        """How many answered well or very well."""
        return sum(n for (score, _), n in zip(SCALE, self.numbers, strict=True) if score in WELL)

    @property
    def percent(self) -> int | None:
        return round(100 * self.well / self.total) if self.total else None

    @property
    def named(self) -> list[tuple[str, int]]:
        return [(words, n) for (_, words), n in zip(SCALE, self.numbers, strict=True)]


@dataclass(frozen=True)
class Group:
    """The answers of one group. Of one that is hidden there is nothing but how many were asked."""

    name: str
    asked: int
    answered: int | None
    spreads: tuple[Spread, ...]

    @property
    def is_hidden(self) -> bool:
        return self.answered is None


@dataclass(frozen=True)
class Figures:
    """Everything that is shown of a survey's answers. `whole` is None where there are too few."""

    asked: int
    answered: int
    whole: Group | None
    groups: Mapping[str, tuple[Group, ...]]

    def of(self, dimension: str) -> tuple[Group, ...]:
        return self.groups.get(dimension, ())

    @property
    def by(self) -> list[tuple[str, tuple[Group, ...]]]:
        return [(words, self.groups[each]) for each, words in DIMENSIONS.items() if len(self.of(each)) > 1]


def hides_people(cycle: Cycle, *, names: bool) -> bool:
    """Whether no result may say what one person answered: of answers in confidence to nobody, of answers by name only
    to those who may read the names (`names`)."""
    return cycle.in_confidence or not names


def shows_results(cycle: Cycle, *, names: bool) -> bool:
    """Whether results are shown. Where they hide people, once the survey has closed: while answers come in, each one
    could be read from what changed."""
    return cycle.is_closed or (cycle.is_open and not hides_people(cycle, names=names))


def figures_of(cycle: Cycle, *, names: bool) -> Figures:
    """Return the results of a survey, as they may be shown to somebody who may read the names or not. Two queries."""
    counts = _in_confidence(cycle) if cycle.in_confidence else _by_name(cycle)
    return arranged(_asked(cycle), counts, hides=hides_people(cycle, names=names))


def arranged(asked: Mapping[str, Mapping[str, int]], counts: Counts, *, hides: bool) -> Figures:
    """Return results from the number of people who were asked, by way of grouping and group, and the number of answers.
    Where it hides people, nothing that is shown is about few of them."""
    sizes = _sizes(counts)
    answered, number_asked = sizes[WHOLE].get(ALL, 0), asked.get(WHOLE, {}).get(ALL, 0)
    if hides and answered < LEAST:
        return Figures(number_asked, answered, None, {})
    # Groups of which nobody answered are groups too.
    full = {d: {name: sizes[d].get(name, 0) for name in asked.get(d, {})} for d in DIMENSIONS}
    gone = {d: hidden(full[d]) if hides else frozenset() for d in DIMENSIONS}
    groups = {
        d: tuple(_group(counts, d, name, asked[d][name], name not in gone[d]) for name in sorted(full[d], key=_order))
        for d in DIMENSIONS
    }
    # The fourth question has the answers of one group: it is shown where that group answered and is shown.
    shows_fourth = sizes[GOOD].get("yes", 0) and "yes" not in gone[GOOD]
    questions = [q for q in QUESTIONS if shows_fourth or not q.only_good]
    whole = Group(ALL, number_asked, answered, _spreads(counts, WHOLE, ALL, questions))
    return Figures(number_asked, answered, whole, groups)


def comments_of(cycle: Cycle, *, names: bool) -> QuerySet[Comment]:
    """Return the comments that may be read: as results, and none where there are too few answers."""
    found = Comment.objects.filter(cycle=cycle)
    if not shows_results(cycle, names=names):
        return found.none()
    few = cycle.invitations.filter(is_answered=True)[:LEAST].count() < LEAST
    return found.none() if hides_people(cycle, names=names) and few else found


def _asked(cycle: Cycle) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = Invitation.objects.filter(cycle=cycle).order_by().values_list("phase", "role", "is_good")
    for phase, role, is_good, number in rows.annotate(number=Count("pk")):
        for dimension, group in groups_of(phase, role, is_good):
            found[dimension][group] += number
    return found


def _in_confidence(cycle: Cycle) -> Counts:
    rows = ConfidentialMark.objects.filter(cycle=cycle).order_by()
    grouped = rows.values_list("dimension", "group", "question", "score").annotate(number=Count("pk"))
    return {(dimension, group, question, score): n for dimension, group, question, score, n in grouped}


def _by_name(cycle: Cycle) -> Counts:
    found: Counter[tuple[str, str, str, int]] = Counter()
    rows = Answer.objects.filter(invitation__cycle=cycle).order_by()
    said = ("invitation__phase", "invitation__role", "invitation__is_good", "question", "score")
    for phase, role, is_good, question, score, number in rows.values_list(*said).annotate(number=Count("pk")):
        for dimension, group in groups_of(phase, role, is_good):
            found[dimension, group, question, score] += number
    return found


def _sizes(counts: Counts) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (dimension, group, question, _), number in counts.items():
        if question == EVERYBODY:
            found[dimension][group] += number
    return found


def _group(counts: Counts, dimension: str, name: str, asked: int, is_shown: bool) -> Group:
    """The first three questions: the fourth is not broken down, since who was asked it is a group already."""
    named = NAMES.get(name, name)
    if not is_shown:
        return Group(named, asked, None, ())
    spreads = _spreads(counts, dimension, name, [q for q in QUESTIONS if not q.only_good])
    return Group(named, asked, spreads[0].total, spreads)


def _spreads(counts: Counts, dimension: str, name: str, questions: Iterable[Question]) -> tuple[Spread, ...]:
    return tuple(
        Spread(each, tuple(counts.get((dimension, name, each.slug, score), 0) for score, _ in SCALE))
        for each in questions
    )


def _order(name: str) -> tuple[int, str]:
    known = list(NAMES)
    return (known.index(name) if name in known else len(known), name)


@dataclass(frozen=True)
class Change:
    """The share of those who answered well or very well, in this survey and the one before."""

    question: Question
    now: Spread
    before: Spread


def compared(now: Figures, before: Figures) -> Sequence[Change]:
    """Return the questions whose results both surveys show."""
    if now.whole is None or before.whole is None:
        return []
    then = {each.question.slug: each for each in before.whole.spreads if each.total}
    return [
        Change(each.question, each, then[each.question.slug])
        for each in now.whole.spreads
        if each.question.slug in then and each.total
    ]
