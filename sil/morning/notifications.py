"""The one email of a working morning: what others did since the last one, and what waits for its reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings

from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.models import Message
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.web.work import WorkItem, in_order


@dataclass(frozen=True)
class News:
    """What an email that was held says: its subject, and its words without greeting and signature."""

    subject: str
    words: str


@dataclass(frozen=True)
class Section:
    """Things that wait under one heading, a line each, and how many more there are."""

    heading: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Morning(Content):
    """To somebody who has chosen one email a day, or a list of what waits for them."""

    kind: ClassVar[str] = "morning"

    day: str
    news: tuple[News, ...]
    sections: tuple[Section, ...]
    waiting: int
    url: str
    choices_url: str


MESSAGES = (Morning,)


def write_to(person: User, held: Sequence[Message], work: Iterable[WorkItem], *, on: date) -> Message | None:
    """Write the email of a day, once. Return it, or None where it was written before."""
    items = list(work)
    sections = tuple(
        Section(group.heading, tuple(_line(item) for item in group.items), len(group.folded))
        for group in in_order(items, on)
    )
    content = Morning(
        day=weekday_in_words(on),
        news=tuple(News(message.subject, _words(message.body)) for message in held),
        sections=sections,
        waiting=len(items),
        url=link("home"),
        choices_url=link("mail_choice"),
    )
    (reader,) = reached([person], Morning)
    return put(content, to=reader.email, name=reader.name, dedupe_key=f"morning:{reader.pk}:{on}")


def _line(item: WorkItem) -> str:
    due = f", by {weekday_in_words(item.due)}" if item.due else ""
    return f"{item.about}: {item.title}{due}"


def _words(body: str) -> str:
    """The paragraphs of an email after its greeting, up to the one that has its link."""
    kept = []
    for paragraph in body.strip().split("\n\n")[1:]:
        kept.append(paragraph)
        if settings.SITE_URL in paragraph:
            break
    return "\n\n".join(kept)
