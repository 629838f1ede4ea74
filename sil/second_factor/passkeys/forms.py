"""What a browser answers about a passkey: a new one, or one that is used to sign in or to confirm."""

import json
import struct
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as library
from cryptography.exceptions import UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError

from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.sign_in.actions import succeed
from sil.sign_in.adapter import count

from ..forms import WAIT

NOT_ADDED = "The passkey could not be added. Try again, or set up an authenticator app."
NOT_ACCEPTED = "The passkey was not accepted. Try again, or use another way to sign in."
NOTHING_CAME = "Your browser did not use a passkey. Switch on JavaScript in the browser, or use another way."
NAME = forms.CharField(
    label="Name of the passkey",
    help_text="A name by which you will know it, like “Work laptop” or “My phone”.",
    max_length=50,
    error_messages={"required": "Enter a name for the passkey.", "max_length": "Enter at most 50 characters."},
    widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
)
_T = TypeVar("_T")
# Longer than any answer of a browser, in characters; with a certificate some have a few thousand.
_MOST = 20_000
# What the library raises for an answer that no browser gives, beside its own errors.
_ODD = (
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
    *(UnsupportedAlgorithm, ValidationError, struct.error),
)


def begin_adding(user: User) -> str:
    """Return as JSON what a browser is asked for a new passkey, which the session remembers."""
    options = library.begin_registration(user, passwordless=False)
    # One that its owner's devices share, where they do: it is not lost with one of them.
    options["publicKey"]["authenticatorSelection"] |= {"residentKey": "preferred"}
    return json.dumps(options)


def begin_using(user: User) -> str:
    """Return as JSON which passkeys a browser may use, and what it signs, which the session remembers."""
    return json.dumps(library.begin_authentication(user))


class _Unseen(forms.HiddenInput):
    """What was posted is never shown again: a challenge is answered once."""

    def format_value(self, value: Any) -> None:
        return None


class _PasskeyForm(forms.Form):
    """What static/passkeys.js puts into the hidden field."""

    credential = forms.CharField(required=False, max_length=_MOST, widget=_Unseen(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "credential" in self.errors:
            del self.errors["credential"]
            raise ValidationError(NOT_ACCEPTED)
        if not self.errors:
            if not data["credential"]:
                raise ValidationError(NOTHING_CAME)
            self.check(data["credential"])
        return data

    def check(self, answer: str) -> None:
        """Raises ValidationError unless a browser's answer is right."""
        raise NotImplementedError


class AddForm(_PasskeyForm):
    """A new passkey and its name."""

    name = NAME
    field_order = ("name", "credential")
    # What is kept of the answer.
    kept: dict[str, Any]

    def check(self, answer: str) -> None:
        def read() -> dict[str, Any]:
            told = _plain(answer, "clientDataJSON", "attestationObject")
            library.parse_registration_response(told)
            library.complete_registration(told)
            return told

        self.kept = _read(read, otherwise=NOT_ADDED)


class UseForm(_PasskeyForm):
    """A passkey that is used; each attempt is counted with those of the password and of codes."""

    authenticator: Authenticator

    def check(self, answer: str) -> None:
        attempt = count(context.request, self.user.email, wait=WAIT)
        try:
            self.authenticator = _read(lambda: _used(self.user, answer), otherwise=NOT_ACCEPTED)
        except ValidationError:
            sign_ins.record("passkey_failed", self.user, by=None)
            raise
        succeed(attempt)


class RenameForm(forms.Form):
    """Another name for a passkey."""

    name = NAME


def _used(user: User, answer: str) -> Authenticator:
    told = _plain(answer, "clientDataJSON", "authenticatorData", "signature")
    library.parse_authentication_response(told)
    return library.complete_authentication(user, told)


def _plain(answer: str, *parts: str) -> dict[str, Any]:
    """What the library needs of an answer, which is all text: of a number in its place it makes so many bytes."""
    given = json.loads(answer)
    told = {"id": given["id"], "rawId": given["rawId"]}
    response = {part: given["response"][part] for part in parts}
    if not all(isinstance(each, str) for each in (*told.values(), *response.values())):
        raise TypeError("a part is not text")
    return {**told, "type": "public-key", "response": response}


def _read(read: Callable[[], _T], *, otherwise: str) -> _T:
    """What `read` returns; raises ValidationError, with the sentence `otherwise`, for whatever is wrong or odd."""
    try:
        return read()
    except _ODD as odd:
        raise ValidationError(otherwise) from odd
