"""The filters of the list of what was found."""

from django import forms

from ..states import Decision, How


class ItemsFilter(forms.Form):
    search = forms.CharField(label="Words", required=False, max_length=200)
    label = forms.CharField(label="Kind", required=False, max_length=100)
    how = forms.ChoiceField(label="Found", required=False, choices=[("", "All"), *How.choices])
    decision = forms.ChoiceField(
        label="Decision",
        required=False,
        choices=[("", "All"), ("undecided", "To be decided"), *(each for each in Decision.choices if each[0])],
    )
