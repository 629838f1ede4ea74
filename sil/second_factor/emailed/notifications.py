"""The email with a code to sign in."""

from dataclasses import dataclass
from typing import ClassVar

from sil.outbox.post import Content


@dataclass(frozen=True, kw_only=True)
class SignInCode(Content):
    """To whoever signs in in a browser that is new to us. It never waits for the morning, since the code does not last
    so long, and its text is wiped once it is sent."""

    kind: ClassVar[str] = "sign_in_code"
    is_neutral: ClassVar[bool] = True
    holds_secret: ClassVar[bool] = True
    code: str
    # Times of day: when it was written, and until when the code works.
    sent: str
    until: str
    # Where a new password is set, by whoever did not try to sign in.
    url: str


MESSAGES = (SignInCode,)
