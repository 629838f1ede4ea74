"""Allauth's forms with the product's labels and errors, and without grey hints inside boxes."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "Confirm your new password",
}
MISSING = {
    "login": "Enter your email address.",
    "email": "Enter your email address.",
    "password": "Enter your password.",
    "oldpassword": "Enter your current password.",
    "password1": "Enter a new password.",
    "password2": "Enter the new password again to confirm it.",
}
# What allauth says inside its forms, which no setting of its own reaches.
SAID: dict[str, str] = {
    "You must type the same password each time.": "The two new passwords must be the same.",
}


class PlainWordsMixin(forms.Form):
    """Mixed into each of allauth's forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = "Use at least 12 characters." if name == "password1" else ""
            field.error_messages["required"] = MISSING.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, SAID.get(str(error), error))


class SignInForm(PlainWordsMixin, allauth.LoginForm): ...


class ResetForm(PlainWordsMixin, allauth.ResetPasswordForm): ...


class ResetKeyForm(PlainWordsMixin, allauth.ResetPasswordKeyForm): ...


class ChangeForm(PlainWordsMixin, allauth.ChangePasswordForm): ...


class SetForm(PlainWordsMixin, allauth.SetPasswordForm): ...


class ReauthenticateForm(PlainWordsMixin, allauth.ReauthenticateForm): ...
