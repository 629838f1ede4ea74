"""The figures of the report of a term for councillors: tables, most with a picture, no name of a school (A15).

A table is plain data, kept in the record of the report as it was counted: {"title", "about", "heads", "rows": [[label,
[cells]]], "bars": [[label, [[part, number]]]], "empty"}.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from monitoring.notices.kinds import KINDS
from monitoring.notices.models import CaseLetter
from monitoring.notices.page.desk import in_force
from monitoring.notices.states import LetterState
from monitoring.oversight.outcomes.queries import histories, schools
from monitoring.oversight.outcomes.standings import CATEGORY_WORDS, PLACES, SHORT, category, outcomes, place
from monitoring.oversight.promises.forms import TERM, Span, spans_of
from monitoring.oversight.promises.queries import counts
from monitoring.surveys.models import Cycle
from monitoring.surveys.results.groups import LEAST, hidden
from monitoring.surveys.results.queries import figures_of as survey_figures
from monitoring.visits.models import Term, Visit
from monitoring.visits.states import VisitState
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.deadlines.promises import PROMISES, STATES
from sil.framework.years import label

from .authority import held_bands

FEW = f"fewer than {LEAST}"
# What would tell how many a group of few has, were it taken from the whole.
NOT_SHOWN = "not shown"
# The promises whose records everybody in School Improvement may open: the figures are the same whoever counts, and say
# nothing of a restricted case or of a concern about the service.
OPEN_TO_ALL = (
    "proposal-answers",
    "decisions",
    "visit-reports",
    "report-checks",
    "report-answers",
    "visits-owed",
)
_STATES = (VisitState.HELD, VisitState.MISSED, VisitState.CANCELLED, VisitState.PLANNED)

Figures = list[dict[str, Any]]


def figures_of(term: Term, who: UserRoles) -> Figures:
    """Return the figures of a term as they stand on the person's day; of a term that is not over, up to that day."""
    last = min(term.ends_on, who.on)
    this, before = _span(term), _span_before(term)
    return [
        _bands(term.academic_year, last),
        _visits(this, before),
        _promises(this, term.academic_year, who),
        _outcomes(last),
        _notices(this, last, who),
        *_surveys(this),
    ]


def guarded(numbers: Sequence[int]) -> list[int | str]:
    """Return how many schools each band has as it may be shown: no group of few, and none that would tell one."""
    sizes = {str(place): number for place, number in enumerate(numbers) if number}
    gone = hidden(sizes)
    return [
        number if str(place) not in gone else FEW if number < LEAST else NOT_SHOWN
        for place, number in enumerate(numbers)
    ]


def _table(
    title: str,
    about: str,
    heads: Sequence[str],
    rows: Iterable[tuple[str, Sequence[object]]],
    empty: str,
    bars: Iterable[tuple[str, Sequence[tuple[str, int]]]] = (),
) -> dict[str, Any]:
    drawn = [[name, [list(part) for part in parts]] for name, parts in bars]
    kept = [[name, list(cells)] for name, cells in rows]
    return {"title": title, "about": about, "heads": list(heads), "rows": kept, "bars": drawn, "empty": empty}


def _bands(year: int, last: date) -> dict[str, Any]:
    found, names = held_bands((year - 1, year), last)
    years = (year, year - 1)
    columns = [guarded([found.get((each, key), 0) for key in names]) for each in years]
    drawn = [
        (label(each), [(name, n) for name, n in zip(names.values(), column, strict=True) if isinstance(n, int)])
        for each, column in zip(years, columns, strict=True)
    ]
    return _table(
        "Bands",
        f"How many schools hold each band. A number below {LEAST} is not shown, nor one from which it could be told.",
        ("Band", *(label(each) for each in years)),
        [(name, [column[place] for column in columns]) for place, name in enumerate(names.values())],
        "No bands are on record for these years.",
        drawn,
    )


def _visits(this: Span, before: Span | None) -> dict[str, Any]:
    spans = [span for span in (this, before) if span]
    numbers = [_visits_in(span) for span in spans]
    rows: list[tuple[str, Sequence[object]]] = [
        (f"Visits {state.label.lower()}", [each.get(state, (0, 0))[0] for each in numbers]) for state in _STATES
    ]
    delivered = [f"{each.get(VisitState.HELD, (0, Decimal()))[1].normalize():f}" for each in numbers]
    return _table(
        "Visits",
        "By the first day of each visit. A term is counted with the holidays after it.",
        ("Visits", *(span.words for span in spans)),
        [*rows, ("Days delivered", delivered)] if any(numbers) else [],
        "No visits are on record in this term.",
        [
            (span.words, [(state.label, each.get(state, (0, 0))[0]) for state in _STATES])
            for span, each in zip(spans, numbers, strict=True)
        ],
    )


def _visits_in(span: Span) -> Mapping[str, tuple[int, Decimal]]:
    """How many visits of each state began in a term, and their days. One query."""
    found = Visit.objects.filter(starts_on__range=(span.first, span.last), status__in=_STATES).order_by()
    rows = found.values("status").annotate(n=Count("pk"), given=Sum("days"))
    return {row["status"]: (row["n"], row["given"]) for row in rows}


def _promises(span: Span, year: int, who: UserRoles) -> dict[str, Any]:
    kinds = [kind for kind in PROMISES if kind.slug in OPEN_TO_ALL and kind.shown(who)]
    found = counts(kinds, who, year, TERM, [span])
    there = [(kind.label, found[kind.slug, span.name]) for kind in kinds if (kind.slug, span.name) in found]
    return _table(
        "Promises that were due in the term",
        "Each promise counts in the term in which it was due.",
        ("Promise", *STATES.values()),
        there,
        "No promise was due in this term.",
        [(name, list(zip(STATES.values(), numbers, strict=True))) for name, numbers in there],
    )


def _outcomes(last: date) -> dict[str, Any]:
    days = (last, _year_before(last))
    known = histories(schools(last, {}))
    by_day = [outcomes(known, day) for day in days]
    named = [(place(slug), words) for slug, words in PLACES.items()]
    named += [(category(slug), words) for slug, words in CATEGORY_WORDS.items()]
    rows = [(words, [len(found.get(key, ())) for found in by_day]) for key, words in named]
    return _table(
        "Inspection outcomes",
        "By the last inspection that judged the school as a whole. A school in a category counts there too.",
        ("Outcome", *(f"Schools on {in_words(day)}" for day in days)),
        [row for row in rows if any(row[1])],
        "No inspections are on record.",
        [
            (in_words(day), [(SHORT[slug], len(found.get(place(slug), ()))) for slug in PLACES])
            for day, found in zip(days, by_day, strict=True)
        ],
    )


def _notices(span: Span, last: date, who: UserRoles) -> dict[str, Any]:
    """Those of cases that everybody in School Improvement may read."""
    open_cases = CaseLetter.objects.filter(case__restricted=False, given_on__range=(span.first, span.last))
    given = open_cases.filter(status__in=[LetterState.GIVEN, LetterState.WITHDRAWN]).order_by()
    counted = dict(given.values_list("kind").annotate(n=Count("pk")))
    now: dict[str, int] = {}
    for each in in_force(who):
        if not each.case.restricted:
            now[each.notice.kind] = now.get(each.notice.kind, 0) + 1
    notices = [(kind.name, (counted.get(slug, 0), now.get(slug, 0))) for slug, kind in KINDS.items() if kind.notice]
    return _table(
        "Notices",
        "Those that were given in the term, by the day of service, and those in force when the figures were counted.",
        ("Notice", "Given in the term", f"In force on {in_words(who.on)}"),
        [row for row in notices if any(row[1])],
        "No notice was given in the term, and none is in force.",
    )


def _surveys(span: Span) -> Iterable[dict[str, Any]]:
    """The surveys that ended in the term and whose results are shared with those who were asked."""
    for cycle in Cycle.objects.filter(shared_on__isnull=False, ended_on__range=(span.first, span.last)):
        found = survey_figures(cycle, names=False)
        spreads = [each for each in found.whole.spreads if each.total] if found.whole else []
        yield _table(
            f"Survey: {cycle.name}",
            f"{found.answered} of {found.asked} who were asked answered.",
            ("Question", *(words for words, _ in spreads[0].named)) if spreads else (),
            [(each.question.short, each.numbers) for each in spreads],
            "Too few answered to show results.",
            [(each.question.short, each.named) for each in spreads],
        )


def _span(term: Term) -> Span:
    """The term with the holidays after it."""
    spans = spans_of(term.academic_year)
    own = Span(term.name, str(term.starts_on.year), term.starts_on, term.ends_on)
    return next((span for span in spans if span.name == term.name), own)


def _span_before(term: Term) -> Span | None:
    """The term of the same name a year before, where it is on record."""
    return next((span for span in spans_of(term.academic_year - 1) if span.name == term.name), None)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)
