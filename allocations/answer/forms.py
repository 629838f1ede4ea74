"""Forms of a school that does not agree, one for each step, and of a referral."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sil.framework.schema import Criterion, Framework
from sil.web.forms import Typed, area

from ..grid.forms import band_choices, band_field, reasons_field
from ..models.allocations import REASON


class AgreeForm(forms.Form):
    """What a school wants to add when it agrees."""

    comment = area(
        "Is there anything you want to add?",
        "You do not have to. The officers of the service and your governors can read it. It is not in the letter.",
        rows=3,
        longest=REASON,
    )


class TakeBackForm(forms.Form):
    """What a school wants to say about a mistaken agreement."""

    comment = area(
        "Do you want to say why?",
        "You do not have to. The officers of the service can read it.",
        rows=3,
        longest=REASON,
    )


class WithdrawCaseForm(forms.Form):
    """Why a school withdraws what it sent."""

    reason = area(
        "Why do you withdraw it?",
        "The officers of the service can read it.",
        rows=3,
        longest=REASON,
        missing="Enter why you withdraw it.",
    )


class BandStep(Typed):
    """The first step: the band that the school thinks is right."""

    def __init__(self, *args: Any, framework: Framework, proposed: str = "", complete: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["band"] = band_field(
            "Which band do you think is right for your school?",
            band_choices([band for band in framework.bands if band.id != proposed]),
            required=complete,
            missing="Select the band you think is right.",
        )


class ReasonsStep(Typed):
    """The second step: the reasons."""

    def __init__(self, *args: Any, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"] = reasons_field(
            "Why do you think so?",
            "The person who decides reads this with the reasons for the proposal. Three or four sentences are enough.",
            required=complete,
            missing="Enter why you think another band is right.",
        )


class CriteriaStep(Typed):
    """The third step: the criteria that the school judges differently."""

    def __init__(self, *args: Any, criteria: Iterable[Criterion], complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"] = forms.MultipleChoiceField(
            label="Which criteria would you judge differently?",
            help_text="Select those that matter for your case. You can leave this blank.",
            choices=[(criterion.id, criterion.name) for criterion in criteria],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class ReferForm(Typed):
    """The band that a school thinks is right, and why it is still concerned."""

    def __init__(
        self, *args: Any, framework: Framework, decided: str = "", complete: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"] = band_field(
            "Which band do you think is right for your school?",
            band_choices([band for band in framework.bands if band.id != decided]),
            required=complete,
            missing="Select the band you see.",
        )
        self.fields["reasons"] = reasons_field(
            "Why are you still concerned?",
            "We send your earlier reasons and marks too. You do not need to repeat them.",
            required=complete,
            missing="Enter why you are still concerned.",
        )
