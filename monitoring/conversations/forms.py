"""The form that adds to a conversation."""

from django import forms

from sil.web.forms import area

# Characters of an entry, about two printed pages.
LENGTH = 5000


class EntryForm(forms.Form):
    text = area(
        "What do you want to write?",
        "What you add stays on record. Nobody can change or delete it, and it can be disclosed, for example to "
        "somebody who asks for the information that is held about them. To correct something, add another entry.",
        rows=6,
        longest=LENGTH,
        missing="Enter what you want to write.",
    )
    asks = forms.BooleanField(label="I need an answer", required=False)
