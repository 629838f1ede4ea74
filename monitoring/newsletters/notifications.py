"""The email of a newsletter, and the link in it that stops them without signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core import signing

from sil.accounts.models import User
from sil.outbox.post import Content, link, put_many
from sil.outbox.sender import Sender, sender

from .models import Newsletter
from .queries import key_of
from .text import as_email

_SALT = "newsletters"


@dataclass(frozen=True, kw_only=True)
class NewsletterSent(Content):
    """To each person who takes it. `file` is the name of the PDF that goes with it, "" for none."""

    kind: ClassVar[str] = "newsletter"
    can_wait: ClassVar[bool] = True

    title: str
    day: str
    readers: str
    text: str
    corrects: str
    file: str
    url: str
    stop_url: str


MESSAGES = (NewsletterSent,)


def content_of(newsletter: Newsletter, person: User, *, day: str, signed: Sender | None = None) -> NewsletterSent:
    return NewsletterSent(
        title=newsletter.title,
        day=day,
        readers=newsletter.get_audience_display().lower(),
        text=as_email(newsletter.text),
        corrects=newsletter.corrects.title if newsletter.corrects else "",
        file=newsletter.file.name if newsletter.file else "",
        url=link("newsletter", pk=newsletter.pk),
        stop_url=link("newsletters_stop", token=stop_token(person)),
        sender=signed,
    )


def write_to(newsletter: Newsletter, people: Sequence[User]) -> int:
    """Write the emails of a newsletter to some people, each once. Returns the number written."""
    day, by = newsletter.day_in_words, newsletter.sent_by
    signed = sender(by) if by else None
    said = (content_of(newsletter, person, day=day, signed=signed) for person in people)
    return put_many((content, person, key_of(newsletter, person)) for content, person in zip(said, people, strict=True))


def stop_token(person: User) -> str:
    """Return what names a person in a link that stops newsletters. Only we can make it."""
    return signing.dumps(person.pk, salt=_SALT)


def person_of(token: str) -> User | None:
    """Return whom a token names; None for one that is not ours, or of a closed account."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=_SALT), is_active=True).first()
    except signing.BadSignature:
        return None
