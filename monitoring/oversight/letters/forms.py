"""The filter of the list of letters."""

from django import forms


class LettersFilter(forms.Form):
    search = forms.CharField(label="Words of the subject", required=False, max_length=200)
