"""Emails about cover, to the officer who is away and to the one who covers."""

from dataclasses import dataclass
from typing import ClassVar

from sil.accounts.models import User
from sil.clock import in_words
from sil.framework.queries import titles
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Cover


@dataclass(frozen=True, kw_only=True)
class AboutCover(Content):
    """What every message about one cover may say; `is_away` is whether it goes to the officer who is away."""

    away: str
    covering: str
    role: str
    starts_on: str
    ends_on: str
    is_away: bool
    # What who covers should know; blank in a message to who is away.
    note: str
    # Whether it ended before it had held for a day.
    called_off: bool
    who: str
    url: str


class Arranged(AboutCover):
    kind: ClassVar[str] = "cover_arranged"


class Changed(AboutCover):
    kind: ClassVar[str] = "cover_changed"
    can_wait: ClassVar[bool] = True


class Ended(AboutCover):
    kind: ClassVar[str] = "cover_ended"
    can_wait: ClassVar[bool] = True


MESSAGES = (Arranged, Changed, Ended)


def tell(message: type[AboutCover], cover: Cover, *, by: User | None) -> None:
    """Write to both officers, except the one who did it."""
    for person in reached((cover.covering, cover.away), message, but=by):
        content = message(
            away=cover.away.name,
            covering=cover.covering.name,
            role=titles()[cover.role],
            starts_on=in_words(cover.starts_on),
            ends_on=in_words(cover.ends_on),
            is_away=person == cover.away,
            note=cover.note if person == cover.covering else "",
            called_off=cover.called_off_at is not None,
            who=by.name if by else "",
            url=link("home"),
            sender=sender(by) if by else None,
        )
        put(content, to=person.email, name=person.name)
