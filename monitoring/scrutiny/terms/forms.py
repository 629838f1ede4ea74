"""Forms of reports of a term: of which term, its texts, the decision, and why it is corrected."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from monitoring.visits.models import Term
from sil.web.forms import LONGEST_NOTE, area

from ..models import TermReport
from .actions import TEXTS, Texts

LONGEST_TEXT = 6000
APPROVE, BACK = "approve", "back"
OUTCOMES = {APPROVE: "Approve it", BACK: "Send it back to who wrote it"}


class StartForm(forms.Form):
    term = forms.ModelChoiceField(
        queryset=Term.objects.none(),
        label="Which term is the report about?",
        empty_label="Select a term",
        error_messages={
            "required": "Select the term of the report.",
            "invalid_choice": "Select a term from the list. There is a report of this term already, or it is not on "
            "record.",
        },
    )

    def __init__(self, *args: Any, terms: QuerySet[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["term"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = terms


class TextsForm(forms.Form):
    """The three texts. They can be saved empty, but not sent."""

    introduction = area(
        "Introduction",
        "What this report is about and what stands behind the figures.",
        longest=LONGEST_TEXT,
        printed=True,
    )
    went_well = area("What went well", "", rows=8, longest=LONGEST_TEXT, printed=True)
    worries = area("What worries us", "And what is being done about it.", rows=8, longest=LONGEST_TEXT, printed=True)

    def require_all(self) -> None:
        """Say beside each text that is empty that the report cannot be sent without it."""
        for name, sentence in TEXTS.items():
            if name in self.cleaned_data and not self.cleaned_data[name].strip():
                self.add_error(name, sentence)

    @property
    def said(self) -> Texts:
        return Texts(**{name: self.cleaned_data[name] for name in TEXTS})


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you approve the report."},
    )
    reason = area("What has to change?", "Only if you send it back.", rows=4, longest=LONGEST_NOTE)


class CorrectForm(forms.Form):
    reason = area(
        "What is wrong with this version?",
        "The new version prints this.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter what is wrong with this version.",
        printed=True,
    )


class ReportsFilter(forms.Form):
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *TermReport.Status.choices])
