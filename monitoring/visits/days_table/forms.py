"""The filters of the table of days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from schools.establishments import PHASES
from schools.people.queries import partners_of_schools
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

EVERY = ("", "All")
# Not the name of a band.
NO_BAND = "-"
OVER, BEHIND, LAST_YEAR = "over", "behind", "last-year"
TERM, LINE = "term", "line"
# Years that are offered before the present one.
BEFORE = 3


class DaysFilter(forms.Form):
    """Which schools to show, and how: `by` is one of TERM and LINE, or blank for totals; `year` an academic year."""

    search = forms.CharField(label="School or URN", required=False)
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})
    band = forms.ChoiceField(label="Band", required=False)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[EVERY, *((each, each) for each in PHASES)])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[EVERY, (OVER, "Over their days"), (BEHIND, "Owed a visit"), (LAST_YEAR, "Band not settled yet")],
    )
    year = forms.ChoiceField(label="Year", required=False)
    by = forms.ChoiceField(
        label="Show days",
        required=False,
        choices=[("", "In all"), (TERM, "By term"), (LINE, "By type of support")],
    )

    def __init__(self, *args: Any, framework: Framework | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sip", partners_of_schools(on))
        names = [(band.name, band.name) for band in framework.bands] if framework else []
        self._offer("band", [EVERY, *names, (NO_BAND, "No band")])
        present = academic_year(on)
        others = (present + 1, *range(present - 1, present - 1 - BEFORE, -1))
        self._offer("year", [("", label(present)), *((str(year), label(year)) for year in others)])

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


def year_asked(asked: dict[str, Any], on: date) -> int:
    """Return the academic year of cleaned filters, the present one where they name none."""
    return int(asked.get("year") or academic_year(on))
