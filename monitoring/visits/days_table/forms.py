"""The filters of the table of days."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from schools.establishments import PHASES
from schools.people.queries import partners_of_schools
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..models import Term
from ..terms.queries import terms_of

EVERY = ("", "All")
# Not the name of a band.
NO_BAND = "-"
OVER, BEHIND, LAST_YEAR = "over", "behind", "last-year"
TERM, LINE, OWED = "term", "line", "owed"
# Years that are offered before the present one.
BEFORE = 3


class DaysFilter(forms.Form):
    """Which schools to show, and how: `by` is one of TERM, LINE and OWED, or blank for totals; `year` an academic
    year; `term` the name of one of its terms, up to whose end a school is behind."""

    search = forms.CharField(label="School or URN", required=False)
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})
    band = forms.ChoiceField(label="Band", required=False)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[EVERY, *((each, each) for each in PHASES)])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[EVERY, (OVER, "Over their days"), (BEHIND, "Behind on visits"), (LAST_YEAR, "Band not settled yet")],
    )
    year = forms.ChoiceField(label="Year", required=False)
    by = forms.ChoiceField(
        label="Show days",
        required=False,
        choices=[
            ("", "In all"),
            (TERM, "By term"),
            (LINE, "By type of support"),
            (OWED, "Visits owed by the end of a term"),
        ],
    )
    term = forms.ChoiceField(label="Owed by the end of", required=False)

    def __init__(self, *args: Any, framework: Framework | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sip", partners_of_schools(on))
        names = [(band.name, band.name) for band in framework.bands] if framework else []
        self._offer("band", [EVERY, *names, (NO_BAND, "No band")])
        present = academic_year(on)
        others = (present + 1, *range(present - 1, present - 1 - BEFORE, -1))
        self._offer("year", [("", label(present)), *((str(year), label(year)) for year in others)])
        asked = str(self["year"].value() or "")
        self.terms = terms_of(int(asked) if asked in map(str, others) else present)
        self._offer("term", [("", "Today"), *((term.name, term.name) for term in self.terms)])

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def term_asked(terms: Sequence[Term], asked: dict[str, Any], on: date) -> Term | None:
    """Return the term of cleaned filters; where they name none, the last one of `terms` that has begun by a day, or
    else the first."""
    named = [term for term in terms if term.name == asked.get("term")]
    begun = [term for term in terms if term.starts_on <= on]
    return next(iter([*named, *begun[-1:], *terms[:1]]), None)


def year_asked(asked: dict[str, Any], on: date) -> int:
    """Return the academic year of cleaned filters, the present one where they name none."""
    return int(asked.get("year") or academic_year(on))
