"""A code is typed: to sign in, to confirm, or to set up an app. Each attempt is counted with those of the password."""

from typing import Any

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from sil.accounts import sign_ins
from sil.accounts.forms import PlainWordsMixin
from sil.accounts.models import User
from sil.sign_in.actions import succeed
from sil.sign_in.adapter import count

from .queries import steps_of

# {when} is a time of day, or "in a few seconds".
WAIT = "There were too many attempts. Try again {when}."
ENTER = "Enter the code."
WRONG_RECOVERY_CODE = "The code is not correct, or it was used before. Enter another one of your recovery codes."


class CodeMixin(PlainWordsMixin):
    """A form of the library's with one code of a person's."""

    user: User
    label = "Code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.error_messages["required"] = self.label, ENTER
        code.widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10", "spellcheck": "false"}

    def clean_code(self) -> str:
        attempt = count(context.request, self.user.email, wait=WAIT)
        try:
            code = str(self.checked())
            self._use_once(code)
        except ValidationError:
            sign_ins.record("code_failed", self.user, by=None)
            raise
        succeed(attempt)
        return code

    def checked(self) -> str:
        """Return the code if it is right; raises ValidationError."""
        raise NotImplementedError

    def _use_once(self, code: str) -> None:
        """A code of an app opens once while it is right (RFC 6238, 5.2); the library remembers it for less long."""
        digest = salted_hmac("sil.second_factor.used", f"{self.user.pk}:{code}", algorithm="sha256").hexdigest()
        seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"second-factor:{digest[:40]}", "used", timeout=seconds):
            raise get_adapter().validation_error("incorrect_code")


class _OwnCode(CodeMixin):
    """A code of an app that is set up, or one of the recovery codes; these alone for somebody who has no app."""

    authenticator: Authenticator
    label = "Code from your authenticator app, or a recovery code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_app = steps_of(self.user).app is not None
        if not self.has_app:
            self.fields["code"].label = "Recovery code"

    def clean(self) -> dict[str, Any]:
        if not self.has_app and self.has_error("code", "incorrect_code"):
            self.errors["code"] = self.error_class([WRONG_RECOVERY_CODE], renderer=self.renderer)
        return super().clean() or {}

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            sign_ins.record("recovery_used", self.user, by=self.user)
        return code


class EnterForm(_OwnCode, library.AuthenticateForm):
    """To sign in."""

    def checked(self) -> str:
        return str(library.AuthenticateForm.clean_code(self))


class ConfirmForm(_OwnCode, library.ReauthenticateForm):
    """To confirm, while signed in."""

    def checked(self) -> str:
        return str(library.ReauthenticateForm.clean_code(self))


class SetUpForm(CodeMixin, ActivateTOTPForm):
    """The first code that a new app shows. Its key stays the same while the page is read again, so that a code of the
    app that has it is right."""

    secret: str
    label = "Code that the app shows now"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        kept = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if kept:
            self.secret = session[SECRET_SESSION_KEY] = kept

    def checked(self) -> str:
        return str(ActivateTOTPForm.clean_code(self))

    @property
    def key(self) -> str:
        """The key in groups of four, as apps show it that take it typed."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class ContinueForm(forms.Form):
    """Nothing is typed: whoever presses the button has read the page."""
