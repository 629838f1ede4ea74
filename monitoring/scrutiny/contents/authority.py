"""The contents of the report of the authority: figures by term, and never the name of a school (A15)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField, Value

from allocations.models import Allocation, Round
from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.kinds import KINDS
from monitoring.notices.models import Case, CaseLetter
from monitoring.notices.states import LetterState
from monitoring.oversight.outcomes.queries import histories, schools
from monitoring.oversight.outcomes.standings import CATEGORY_WORDS, PLACES, category, outcomes, place
from monitoring.oversight.promises.forms import TERM, Span, spans_of
from monitoring.oversight.promises.queries import counts, shown_to
from monitoring.visits.models import Visit
from monitoring.visits.states import VisitState
from sil.accounts.user_roles import UserRoles
from sil.framework.years import academic_year, label


@dataclass(frozen=True)
class Table:
    """A table of figures: its title, what it tells, its heads, and its rows with a label each. `empty` is said where
    there are none."""

    title: str
    about: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[object]]]
    empty: str


@dataclass(frozen=True)
class Figures:
    """What the report of the authority tells."""

    tables: Sequence[Table]


def figures_of(first: date, last: date, who: UserRoles) -> Figures:
    """Return the figures of the authority between two days, read with the eyes of one person."""
    spans = terms_between(first, last)
    return Figures(
        [*_promises(spans, who), _outcomes(first, last), _bands(first, last), _visits(spans), *_concern(spans, who)]
    )


def terms_between(first: date, last: date) -> list[Span]:
    """Return the terms between two days, the first and the last of them cut to those. One query for each year."""
    years = range(academic_year(first), academic_year(last) + 1)
    spans = [span for year in years for span in spans_of(year) if span.first <= last and span.last >= first]
    return [Span(span.name, span.year, max(span.first, first), min(span.last, last)) for span in spans]


def _promises(spans: Sequence[Span], who: UserRoles) -> Iterator[Table]:
    kinds = shown_to(who)
    for year, terms in groupby(spans, key=lambda span: academic_year(span.first)):
        of_year = list(terms)
        found = counts(kinds, who, year, TERM, of_year)
        for span in of_year:
            rows = [(kind.label, found[kind.slug, span.name]) for kind in kinds if (kind.slug, span.name) in found]
            yield Table(
                title=f"Promises due in the {span.words[0].lower()}{span.words[1:]}",
                about="Each promise counts in the term in which it was due.",
                heads=("Promise", "Kept on time", "Late", "Not due yet"),
                rows=rows,
                empty="No promise was due.",
            )


def _outcomes(first: date, last: date) -> Table:
    known = histories(schools(last, {}))
    then, now = outcomes(known, first), outcomes(known, last)
    named = [(place(slug), words) for slug, words in PLACES.items()]
    named += [(category(slug), words) for slug, words in CATEGORY_WORDS.items()]
    rows = [(words, (len(then.get(key, ())), len(now.get(key, ())))) for key, words in named]
    return Table(
        title="Inspection outcomes",
        about="By the last inspection that judged the school as a whole. A school in a category counts there too.",
        heads=("Outcome", "Schools on the first day", "Schools on the last day"),
        rows=[row for row in rows if any(row[1])],
        empty="No inspections are on record.",
    )


def _bands(first: date, last: date) -> Table:
    years = range(academic_year(first), academic_year(last) + 1)
    found, names = held_bands(years, last)
    return Table(
        title="Bands",
        about="How many schools hold each band, settled by the last day. No school is named.",
        heads=("Band", *(label(year) for year in years)),
        rows=[(name, [found.get((year, key), 0) for year in years]) for key, name in names.items()],
        empty="No bands are on record for these years.",
    )


def held_bands(years: Iterable[int], last: date) -> tuple[Mapping[tuple[int, str], int], Mapping[str, str]]:
    """Return how many schools hold each band of some academic years, settled by a day, and the names of the bands by
    key. Two queries."""
    held = Allocation.objects.filter(round__academic_year__in=years, ended_on__lte=last, superseded_on__isnull=True)
    counted = held.exclude(band="").values("round__academic_year", "band").annotate(n=Count("pk")).order_by()
    found = {(row["round__academic_year"], row["band"]): row["n"] for row in counted}
    names: dict[str, str] = {}
    for each in Round.objects.filter(academic_year__in=years).select_related("framework_version"):
        names |= {band.id: band.name for band in each.framework.bands}
    return found, names


def _by_term(rows: QuerySet[Any], day: str, spans: Sequence[Span], by: str) -> dict[str, list[int]]:
    """How many rows there are of each value of a column, in each span. One query."""
    numbers = {
        f"in_{place}": Count("pk", filter=Q(**{f"{day}__range": (span.first, span.last)}))
        for place, span in enumerate(spans)
    }
    found = rows.order_by().values(by).annotate(**numbers).values_list(by, *numbers)
    return {value: list(counted) for value, *counted in found}


def _visits(spans: Sequence[Span]) -> Table:
    found = _by_term(Visit.objects.exclude(status=VisitState.MISTAKEN), "starts_on", spans, "status")
    states = (VisitState.HELD, VisitState.MISSED, VisitState.CANCELLED, VisitState.PLANNED)
    none = [0] * len(spans)
    return Table(
        title="Visits",
        about="By the first day of each visit.",
        heads=("Term", *(state.label for state in states)),
        rows=[(span.words, [found.get(state, none)[place] for state in states]) for place, span in enumerate(spans)],
        empty="No visits are on record.",
    )


def _concern(spans: Sequence[Span], who: UserRoles) -> Iterator[Table]:
    cases = Case.objects.filter(readable_cases(who)).annotate(all_alike=Value("", TextField()))
    none = [0] * len(spans)
    begun, over = (_by_term(cases, day, spans, "all_alike").get("", none) for day in ("opened_on", "ended_on"))
    rows = [(span.words, (begun[place], over[place])) for place, span in enumerate(spans)]
    yield Table(
        title="Cases of concern",
        about="The cases that the person who asked for this report may read.",
        heads=("Term", "Opened", "Ended"),
        rows=rows,
        empty="No cases are on record.",
    )
    states = [LetterState.GIVEN, LetterState.WITHDRAWN]
    given = CaseLetter.objects.filter(case__in=cases.order_by().values("pk"), status__in=states)
    counted = _by_term(given, "given_on", spans, "kind")
    yield Table(
        title="Notices and letters about concerns",
        about="Those that were given, by the day of service. A notice that was withdrawn later is counted.",
        heads=("Letter", *(span.words for span in spans)),
        rows=[(kind.name, counted[slug]) for slug, kind in KINDS.items() if any(counted.get(slug, ()))],
        empty="No notice or letter about a concern was given.",
    )
