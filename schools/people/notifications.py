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
    url: str
    # Who invited them; blank where it was the server's command line.
    who: str
    who_email: str
    # What they will be, and at which school; blank where it is not known yet.
    role: str
    school: str
    # The last day on which the link works.
    until: str


MESSAGES = (Invitation,)
