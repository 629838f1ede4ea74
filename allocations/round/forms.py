"""The filter of the list of a round."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.establishments import PHASES
from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Place, Sense
from sil.framework.schema import Framework
from sil.web.forms import DateField
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..states import State, in_words


class ProposeByForm(forms.Form):
    """By when partners are asked to propose."""

    propose_by = DateField(
        label="By when are bands to be proposed?",
        help_text="Partners see this day beside each school they have still to propose for. Leave it empty for none.",
        required=False,
        sense=Sense(past=NOW, future=YEAR, place=Place.NOWHERE),
    )


class RoundFilter(forms.Form):
    """Which allocations of a round to show."""

    search = forms.CharField(label="School or URN", required=False)
    status = forms.ChoiceField(label="State", required=False)
    band = forms.ChoiceField(label="Band", required=False)
    sip = PersonFilter(others={"none": "Nobody"})
    phase = forms.ChoiceField(label="Phase", required=False)

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        partners: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", "All")
        self.fields["sip"].label = framework.title("sip")
        self._choose("status", [every, *((str(s), in_words(s, framework)) for s in State)])
        self._choose("band", [every, *((b.id, b.name) for b in framework.bands)])
        offer(self, "sip", partners)
        self._choose("phase", [every, *((phase, phase) for phase in PHASES)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
