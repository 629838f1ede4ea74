"""The filters of promises: of which year and term, and on a list whose, of which band and in which state."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from monitoring.visits.terms.queries import terms_of
from sil.deadlines.promises import STATES
from sil.framework.queries import framework_on
from sil.framework.years import academic_year, first_day, label, last_day

EVERY = ("", "All")
PARTNER, TERM, BAND = "partner", "term", "band"
WAYS = {PARTNER: "partner", TERM: "term", BAND: "band"}
# No partner on that day, and no band in the year.
NONE = "-"
BEFORE = 3


@dataclass(frozen=True)
class Span:
    """A term with the holidays after it; the first one has the days before it too. `year` is
    the calendar year in which it begins; an academic year where no terms are on record."""

    name: str
    year: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """Autumn term 2026"""
        return f"{self.name} {self.year}"


def spans_of(year: int) -> list[Span]:
    """Return the spans of an academic year, which have each of its days once; one where no terms are on record."""
    terms = [term for term in terms_of(year) if term.school_id is None]
    if not terms:
        return [Span("Whole year", label(year), first_day(year), last_day(year))]
    firsts = [first_day(year), *(term.starts_on for term in terms[1:])]
    lasts = [*(day - timedelta(days=1) for day in firsts[1:]), last_day(year)]
    return [Span(term.name, str(term.starts_on.year), *days) for term, *days in zip(terms, firsts, lasts, strict=True)]


class PromisesFilter(forms.Form):
    """Which year and term, and by what the figures are told apart."""

    year = forms.ChoiceField(label="Academic year", required=False)
    term = forms.ChoiceField(label="Term", required=False)
    by = forms.ChoiceField(
        label="Show", required=False, choices=[("", "In all"), *((way, f"By {words}") for way, words in WAYS.items())]
    )

    def __init__(self, data: QueryDict, *, on: date) -> None:
        super().__init__(data)
        present = academic_year(on)
        known = range(present, present - 1 - BEFORE, -1)
        self.chosen = next((year for year in known if str(year) == data.get("year")), present)
        self.spans = spans_of(self.chosen)
        self._offer("year", [(str(year), label(year)) for year in known])
        self._offer("term", [EVERY, *((span.name, span.name) for span in self.spans)])
        self.initial["year"] = self.chosen

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def span(self) -> Span | None:
        """The term that was asked for, None for the whole year."""
        asked = self.cleaned_data.get("term")
        return next((span for span in self.spans if span.name == asked), None)


class RecordsFilter(PromisesFilter):
    """Which records of a promise to list: those of a year, and of a term, a partner, a band or a state."""

    partner = forms.ChoiceField(label="Partner", required=False)
    band = forms.ChoiceField(label="Band", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[EVERY, *STATES.items()])

    def __init__(self, data: QueryDict, *, on: date, partners: list[tuple[int, str]]) -> None:
        super().__init__(data, on=on)
        del self.fields["by"]
        self._offer("partner", [EVERY, *((str(key), name) for key, name in partners), (NONE, "Nobody")])
        framework = framework_on(last_day(self.chosen))
        bands = framework.bands if framework else ()
        self._offer("band", [EVERY, *((band.name, band.name) for band in bands), (NONE, "No band")])

    @property
    def narrowed(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in ("partner", "band", "state")}
