"""The e-mails by which letters of cases are given: whether each was sent, and on its day.

A letter by e-mail is given when its PDF is stored and its message is written down. A mail server that refuses the
message, or cannot be reached until the next day, makes that untrue: people have to know in time to hand it over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from sil.clock import in_london, in_words, local, today
from sil.letters.models import Method, Recipient
from sil.outbox.models import Message, Status

_PREFIX = "letter:"


@dataclass(frozen=True, kw_only=True)
class LetterEmail:
    """The e-mail to one recipient: its day, when it was sent, and what the mail server answered otherwise."""

    day: date
    left_at: datetime | None
    gave_up: bool
    tried: bool
    error: str

    @property
    def is_late(self) -> bool:
        """Whether it was sent, but not on its day."""
        return self.left_at is not None and in_london(self.left_at) > self.day

    @property
    def in_trouble(self) -> bool:
        """Whether it was not sent, or too late."""
        waits = self.left_at is None and (self.tried or self.day < today())
        return self.gave_up or self.is_late or waits

    @property
    def words(self) -> str:
        """A sentence: when it was sent, or that it was not and why."""
        if self.left_at is not None:
            left = f"The email was sent on {in_words(in_london(self.left_at))} at {local(self.left_at):%H:%M}"
            return f"{left}, after its date." if self.is_late else f"{left}."
        if self.gave_up:
            answer = f"The email could not be sent. The last answer was: “{self.error}”."
            return f"{answer} Your administrator can have it tried again."
        if self.tried:
            return f"The email has not been sent yet. It will be tried again. The last answer was: “{self.error}”."
        return "The email has not been sent yet."


def key(letter: int, recipient: int) -> str:
    """Return the key of the message by which a letter goes to a recipient."""
    return f"{_PREFIX}{letter}:{recipient}"


def emails_of(recipients: Iterable[Recipient]) -> dict[int, LetterEmail]:
    """Return the e-mail of each recipient who has a delivery by e-mail, by recipient. One query at most."""
    sent = [each for each in recipients if each.method == Method.EMAIL and hasattr(each, "delivery")]
    if not sent:
        return {}
    keys = {key(each.letter_id, each.pk): each for each in sent}
    found = Message.objects.filter(dedupe_key__in=keys).defer("body")
    return {
        (to := keys[str(message.dedupe_key)]).pk: LetterEmail(
            day=to.delivery.sent_on,
            left_at=message.sent_at,
            gave_up=message.status == Status.FAILED,
            tried=message.attempts > 0,
            error=message.error,
        )
        for message in found
    }


def recipients_with_unsent_email(letter: OuterRef, on: date) -> QuerySet[Recipient]:
    """Return the recipients of a letter whose e-mail was tried, or is of an earlier day, and was not sent."""
    named = Concat(
        Value(_PREFIX),
        Cast(F("letter"), CharField()),
        Value(":"),
        Cast(F("pk"), CharField()),
        output_field=CharField(),
    )
    waits = Q(status=Status.WAITING) & (Q(attempts__gt=0) | Q(created_at__date__lt=on))
    message = Message.objects.filter(Q(status=Status.FAILED) | waits, dedupe_key=OuterRef("message_key"))
    by_email = Recipient.objects.filter(letter=letter, method=Method.EMAIL)
    return by_email.annotate(message_key=named).filter(Exists(message))
