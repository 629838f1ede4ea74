"""The filter of the list of schools causing concern."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from monitoring.notices.case.stages import open_states
from schools.establishments import PHASES
from sil.accounts.models import User
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from .queries import KINDS

Choices = Iterable[tuple[str, str]]


class ConcernFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)
    reason = forms.ChoiceField(label="Reason", required=False)
    stage = forms.ChoiceField(label="Stage of the case", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})

    def __init__(self, *args: Any, partners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("reason", ((kind.slug, kind.label) for kind in KINDS))
        self._choose("stage", open_states().items())
        self._choose("phase", ((phase, phase) for phase in PHASES))
        offer(self, "sip", partners)

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *choices]
