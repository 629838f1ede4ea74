"""Forms of early signs: what the list is narrowed by, and the reason of a decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.framework.signs import SignRule
from sil.web.errors import Sentence
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..establishments import PHASES
from ..models.signs import REASON
from .kinds import KINDS

DISMISSED = "dismissed"


class SignFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)
    rule = forms.ChoiceField(label="Rule", required=False)
    phase = forms.ChoiceField(
        label="Phase", required=False, choices=[("", "All"), *((phase, phase) for phase in PHASES)]
    )
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})
    state = forms.ChoiceField(label="Signs", required=False, choices=[("", "Not dismissed"), (DISMISSED, "Dismissed")])

    def __init__(self, *args: Any, rules: Iterable[SignRule], partners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rule"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *((rule.id, KINDS[rule.kind].words(rule).removesuffix(".")) for rule in rules)]
        offer(self, "sip", partners)


class DecisionForm(forms.Form):
    reason = forms.CharField(
        max_length=REASON,
        help_text="The service keeps this. The school does not read it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Enter a reason.",
            "max_length": Sentence(
                "The reason must be %(limit_value)d characters or fewer. You have used %(show_value)d."
            ),
        },
    )

    def __init__(self, *args: Any, is_dismissal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = "Why does nothing need to be done?" if is_dismissal else "Why should it be looked at again?"
        self.fields["reason"].label = why
