"""The field in which somebody gives the reason that a question needs."""

from django import forms

from sil.web.forms import area

from ..letters.policies import LONGEST_NOTE


def reason_field() -> forms.CharField:
    """Return the field for why a plan can be due on or after the last day of the compliance period."""
    return area(
        "Why can the action plan be due on or after the last day of the compliance period?",
        "Your reason is kept with the notice, with your name.",
        rows=3,
        longest=LONGEST_NOTE,
    )
