"""The code that was emailed is typed. Each attempt is counted with those of the password and of other codes."""

from typing import Any

from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError

from sil.sign_in.actions import succeed
from sil.sign_in.adapter import count

from ..forms import WAIT
from . import policies
from .actions import works
from .stages import EmailedCodeStage

ENTER = f"Enter the {policies.LENGTH} digits of the code in the email."
WRONG = "The code is not correct. Enter the code in the newest email from us."
USED_UP = "This code no longer works, because too many wrong codes were entered. Select “Send another code”."
TOO_LATE = (
    f"This code no longer works. A code works for {policies.LASTS.seconds // 60} minutes. Select “Send another code”."
)


class CodeForm(forms.Form):
    """A code from an email, and whether to set up a second step of one's own next."""

    code = forms.CharField(
        label="Code",
        help_text=f"The code has {policies.LENGTH} digits.",
        # With room for spaces that were copied with it.
        max_length=3 * policies.LENGTH,
        error_messages={"required": ENTER, "max_length": ENTER},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "govuk-input--width-10",
                "spellcheck": "false",
            }
        ),
    )
    sets_up = forms.BooleanField(
        label="Set up an authenticator app or a passkey next",
        help_text="We then ask for that, and do not email you codes any more.",
        required=False,
    )

    def __init__(self, *args: Any, stage: EmailedCodeStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage

    def clean_code(self) -> str:
        typed = policies.cleaned(self.cleaned_data["code"])
        if not policies.could_be(typed):
            raise ValidationError(ENTER)
        attempt = count(context.request, self.stage.person.email, wait=WAIT)
        was_in_time = works(self.stage.sent)
        if not self.stage.is_right(typed):
            raise ValidationError(self._why(was_in_time))
        succeed(attempt)
        return typed

    def _why(self, was_in_time: bool) -> str:
        if self.stage.sent.get("wrong", 0) >= policies.MOST_WRONG:
            return USED_UP
        return WRONG if was_in_time else TOO_LATE
