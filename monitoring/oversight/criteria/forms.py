"""The filters of quality by criterion: of which year and partner, and on the list which criterion and result."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict

from sil.framework.parts import Named
from sil.framework.queries import framework_on
from sil.framework.years import last_day

from ..promises.forms import EVERY, PromisesFilter

MET, NOT_MET = "met", "not"
RESULTS = {MET: "Met", NOT_MET: "Not met"}


def criteria_of(year: int) -> Sequence[Named]:
    """Return the criteria of quality of the framework in force in an academic year."""
    framework = framework_on(last_day(year))
    return framework.visits.quality.criteria if framework and framework.visits else ()


class CriteriaFilter(PromisesFilter):
    """Of which academic year, and whose reports."""

    partner = forms.ChoiceField(label="Partner", required=False)

    def __init__(self, data: QueryDict, *, on: date, partners: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, on=on)
        del self.fields["by"], self.fields["term"]
        self._offer("partner", [EVERY, *((str(key), name) for key, name in partners)])

    @property
    def partner_key(self) -> str:
        return str(self.cleaned_data.get("partner", ""))


class CheckedFilter(PromisesFilter):
    """Which reports that were checked to list."""

    partner = forms.ChoiceField(label="Partner", required=False)
    criterion = forms.ChoiceField(label="Criterion", required=False)
    result = forms.ChoiceField(label="Result", required=False, choices=[EVERY, *RESULTS.items()])

    def __init__(self, data: QueryDict, *, on: date, partners: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, on=on)
        self.criteria = criteria_of(self.chosen)
        del self.fields["by"]
        self._offer("partner", [EVERY, *((str(key), name) for key, name in partners)])
        self._offer("criterion", [EVERY, *((each.id, each.name) for each in self.criteria)])
