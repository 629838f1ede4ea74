"""How do allauth's forms read here? In our words, with labels and without grey hints inside boxes."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Password you have now",
    "password1": "New password",
    "password2": "New password again",
}
MISSING = {
    "login": "Enter your e-mail address.",
    "email": "Enter your e-mail address.",
    "password": "Enter your password.",
    "oldpassword": "Enter the password you have now.",
    "password1": "Enter a new password.",
    "password2": "Enter the new password again.",
}


class InOurWords(forms.Form):
    """Mixed into each of allauth's forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = "At least twelve characters." if name == "password1" else ""
            field.error_messages["required"] = MISSING.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)


class SignInForm(InOurWords, allauth.LoginForm): ...


class ResetForm(InOurWords, allauth.ResetPasswordForm): ...


class ResetKeyForm(InOurWords, allauth.ResetPasswordKeyForm): ...


class ChangeForm(InOurWords, allauth.ChangePasswordForm): ...


class SetForm(InOurWords, allauth.SetPasswordForm): ...


class ReauthenticateForm(InOurWords, allauth.ReauthenticateForm): ...
