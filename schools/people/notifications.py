"""Emails about a person's account."""

from dataclasses import dataclass
from typing import ClassVar

from sil.outbox.post import Content


@dataclass(frozen=True, kw_only=True)
class Invitation(Content):
    """To a new person: the link lets them in, so the text is wiped once it is sent."""

    kind: ClassVar[str] = "invitation"
    is_neutral: ClassVar[bool] = True
    holds_secret: ClassVar[bool] = True
    authority: str
    url: str


MESSAGES = (Invitation,)
